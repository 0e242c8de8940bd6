/** The verbs that people read; definitions: rule S15 of the policy semantics. `full` stands for every one of them. */
export type Verb = 'login' | 'pull' | 'push' | 'create' | 'delete' | 'list' | 'network' | 'admin';
