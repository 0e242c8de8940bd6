import type { CommandName } from './arguments.ts';

export const OVERVIEW = `acr-access: who may pull, push and administer which images in Alibaba Cloud Container Registry

Usage: acr-access COMMAND [options]

  validate    check the file; no network
  fmt         write the file in one style, comments kept
  plan        read the account, show what would change
  apply       plan again, write, read back, and prove that nothing is left to do
  drift       does the account still match the file?
  can         may alice push prod:release/api? and why
  who-can     who may?
  explain     everything that somebody can do, where it comes from, and until when
  diff        who gains and who loses access between two account files
  snapshot    write the account to a file
  import      write the file from an account that grew by hand
  login       write a short-lived registry password into your Docker configuration
  logout      put back what was there before
  emulate     serve an account file as a local RAM, STS, ResourceManager, IMS and CR

  acr-access COMMAND --help explains one. --version prints the version.

Exit codes: 0 done, 1 failed, 2 changes found (plan --exit-code, drift, fmt --check), 3 refused, 64 bad usage, 65 bad file
`;

const CREDENTIALS = `
Credentials come from ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for temporary ones,
ALIBABA_CLOUD_SECURITY_TOKEN (ALIBABACLOUD_* and ALICLOUD_* work too).
ACR_ACCESS_EMULATOR=http://127.0.0.1:PORT uses a local emulator instead.
`;

const CONFIG = '  --config FILE    the file (default: acr-access.yaml)\n';
const JSON_OUTPUT = '  --json           machine output on stdout, everything else on stderr\n';

export const HELP: Record<CommandName, string> = {
  validate: `Usage: acr-access validate [--config FILE] [--json]

Checks the file: grammar, rules, and that every grant can be expressed. Needs no network and no credentials.
All problems are shown at once, each with line and column. Exit 65 when there are any.

${CONFIG}${JSON_OUTPUT}`,
  fmt: `Usage: acr-access fmt [--config FILE] [--check] [--json]

Writes the file in one style: sections and keys in the order of docs/file.md, short lists and mappings in one line, quotes where
they are needed. Comments, names and the order of entries stay. A file with problems (exit 65) is left as it is.
As JSON: changed, and line, the first one that differs.

${CONFIG}  --check          write nothing; exit 2 when the file is not in that style
${JSON_OUTPUT}`,
  plan: `Usage: acr-access plan [--config FILE] [--against ACCOUNT_FILE] [--adopt NAME]... [--exit-code] [--json]

Reads the account and shows what would change. Writes nothing. Exit 3 when a guard refuses the plan.

${CONFIG}  --against FILE   compare with a saved account file instead of the live account
  --adopt NAME     take over an existing policy of that name that has no owner yet; may be repeated
  --exit-code      exit 2 when there are changes
${JSON_OUTPUT}${CREDENTIALS}`,
  apply: `Usage: acr-access apply [--config FILE] [--digest sha256:... | --yes] [--adopt NAME]... [--json]

Reads the account, plans, writes the changes, reads the account back and plans again: nothing may be left to do.
On a terminal it shows the plan and asks. Elsewhere it needs --digest (only this plan, as shown by plan) or --yes.

${CONFIG}  --digest DIGEST  apply only if the plan is exactly the reviewed one
  --yes            apply whatever the plan is
  --adopt NAME     take over an existing policy of that name that has no owner yet; may be repeated
${JSON_OUTPUT}${CREDENTIALS}`,
  drift: `Usage: acr-access drift [--config FILE] [--against ACCOUNT_FILE] [--json]

Does the account still match the file? Writes nothing. Exit 2 when it does not.

${CONFIG}  --against FILE   compare with a saved account file instead of the live account
${JSON_OUTPUT}${CREDENTIALS}`,
  can: `Usage: acr-access can WHO WHAT [WHERE] [--against ACCOUNT_FILE] [--config FILE] [--json]
       acr-access can --requests FILE [--against ACCOUNT_FILE] [--json]

May somebody do something, and why? WHO is user:NAME or role:NAME. WHAT is a verb (login, pull, push, create, delete, list,
network, admin, full) or an action such as cr:PullRepository. WHERE is an area of the file such as prod:release/api or
prod:release/*, an ARN, or *; without a file, registries go by their ids. Exit 0 whatever the answer is.
As JSON: decision (allow, explicit-deny, implicit-deny, conditional, unknown, and partly for an area), reasons, request, denied.

  --requests FILE  answer each line of FILE, {"principal", "action", "resource", "context"}, with a line of JSON
  --against FILE   ask a saved account file instead of the live account
${CONFIG}${JSON_OUTPUT}${CREDENTIALS}`,
  'who-can': `Usage: acr-access who-can WHAT [WHERE] [--against ACCOUNT_FILE] [--config FILE] [--json]

Which users and roles of the account may do something? WHAT and WHERE as in acr-access can --help.
As JSON: who, a list of principal and the fields of can.

  --against FILE   ask a saved account file instead of the live account
${CONFIG}${JSON_OUTPUT}${CREDENTIALS}`,
  explain: `Usage: acr-access explain PRINCIPAL [--against ACCOUNT_FILE] [--config FILE] [--json]

Everything that user:NAME, role:NAME or group:NAME can do with images now: what, where, by which grant (with its line), group or
policy that is not from the file, and under which conditions. Exit 0 whatever that is.
As JSON: groups or members, and ways, a list of policy, type, scope, via, origin (file, shadow, unknown without a file), grant
(name, source, differs), until, and access, the rows of a plan.

  --against FILE   ask a saved account file instead of the live account
${CONFIG}${JSON_OUTPUT}${CREDENTIALS}`,
  diff: `Usage: acr-access diff BEFORE AFTER [--config FILE] [--json]

Compares two account files: who may do what afterwards and not before, and the other way round, over every repository that
could exist. Exit 0 whether or not there are differences. As JSON: summary (gains, losses) and access, the rows of a plan.

  --config FILE    name the registries as this file does
${JSON_OUTPUT}`,
  snapshot: `Usage: acr-access snapshot [--config FILE] [--region REGION]... [--output FILE] [--json]

Writes the account (users, groups, roles, policies, attachments, registries) as an account file, for plan --against,
diff and emulate. It holds no secrets. A read that fails or is partial writes nothing.

${CONFIG}  --region REGION  also list the registries of this region (default: the regions that the file names)
  --output FILE    write to FILE (default: stdout)
  --json           JSON instead of YAML
${CREDENTIALS}`,
  import: `Usage: acr-access import [--against ACCOUNT_FILE] [--only user:NAME]... [--registry NAME[=INSTANCE@REGION]]...
                         [--region REGION]... [--groups] [--config FILE] [--output FILE] [--json]

Writes the file from what the account holds: planned and applied, it changes nobody's access. Hand-made policies become grants
that replace them: they are detached once the grant is attached, and never deleted. What cannot be taken over is left alone and
named. A file that is there keeps its text; only what is missing is added, and a conflict (exit 3) writes nothing.

  --against FILE       read a saved account file instead of the live account
  --only user:NAME     take over the policies of this user, group:NAME or role:NAME only; may be repeated
  --registry NAME      take over the policies about this registry only; may be repeated
  --registry NAME=INSTANCE@REGION
                       name a registry, e.g. prod=cri-xxxxxxxxxxxxxxxx@cn-hangzhou or legacy=personal@cn-hangzhou
  --region REGION      also look for registries in this region (default: the regions that the policies and the file name)
  --groups             also take over who is in the groups that get grants
  --config FILE        the file that is added to (default: acr-access.yaml)
  --output FILE        a new file of this name instead; it must not exist
${JSON_OUTPUT}${CREDENTIALS}`,
  login: `Usage: acr-access login --registry HOST [--instance-id ID] [--region REGION] [--verify token] [--json]

Asks Container Registry for a short-lived password and writes it into your Docker configuration (DOCKER_CONFIG, else
~/.docker), where docker, podman, buildah, skopeo, helm and oras find it. logout puts back what was there before.

  --registry HOST      host, URL or image of the registry; may be repeated
  --instance-id ID     the Enterprise Edition instance, e.g. cri-0123456789abcdef; else it is looked up (cr:ListInstance)
  --region REGION      for custom domains; other hosts say it themselves
  --network vpc        call the API inside of a VPC
  --hosts all          log in to all hosts of the instance
  --verify token       prove the password at the registry; pull and push also ask whether --registry HOST/NAMESPACE/REPOSITORY
                       may be pulled or pushed
  --expires-in-hours N 1 to 24, for Enterprise Edition
  --timeout SECONDS    for everything together (default: 60)
  --json               what was done, without the password, on stdout
${CREDENTIALS}`,
  logout: `Usage: acr-access logout --registry HOST

Takes back what acr-access login wrote for the registry: your Docker configuration is as it was before.

  --registry HOST  may be repeated
`,
  emulate: `Usage: acr-access emulate --account ACCOUNT_FILE [--port N]

Serves the account file over HTTP on 127.0.0.1 as RAM, STS, ResourceManager, IMS and CR, until it is stopped. Nothing is
saved. Point the tool at it with ACR_ACCESS_EMULATOR=http://127.0.0.1:N, other programs with their endpoint setting and
access key id LTAI-emulator, secret emulator-secret.

  --account FILE   the account file
  --port N         the port (default: 0, any free one)
`,
};
