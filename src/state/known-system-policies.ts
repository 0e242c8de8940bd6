/** The month that the copies are of. */
export const COPIED_IN = 'December 2025';

/**
 * System policies as they were in that month, for accounts that are not live: the emulator has them, and an account
 * file may name them without bringing their documents. Alibaba changes them, so a live plan always reads them, and says where they differ from the copies.
 * Sources: the ACR page on system policies (registry policies), RAM pages of December 2025 (RAM policies).
 */
export const SYSTEM_POLICIES: readonly { name: string; description: string; actions: readonly string[] }[] = [
  {
    name: 'AdministratorAccess',
    description: 'Provides full access to Alibaba Cloud services and resources.',
    actions: ['*'],
  },
  {
    name: 'AliyunRAMFullAccess',
    description: 'Provides full access to Resource Access Management via Management Console.',
    actions: ['ram:*'],
  },
  {
    name: 'AliyunRAMReadOnlyAccess',
    description: 'Provides read-only access to Resource Access Management via Management Console.',
    actions: ['ram:Get*', 'ram:List*', 'ram:GenerateCredentialReport', 'accessanalyzer:Get*', 'accessanalyzer:List*'],
  },
  {
    name: 'AliyunContainerRegistryFullAccess',
    description: 'Provides full access to Container Registry via Management Console.',
    actions: ['cr:*'],
  },
  {
    name: 'AliyunContainerRegistryReadOnlyAccess',
    description: 'Provides read-only access to Container Registry via Management Console.',
    actions: ['cr:Get*', 'cr:List*', 'cr:PullRepository'],
  },
];

export const allowOnEverything = (actions: readonly string[]): unknown => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});
