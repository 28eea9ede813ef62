import type { Rule } from './rules';
import { boolean, integer, list, map, struct, text } from './rules';

/** Longest name of an app, environment, workload or repository; what is made of two of them is checked by itself. */
const MAX_NAME = 40;

/** Smallest memory in which one server process runs: it needs about 50Mi. */
const MIN_MEMORY_MI = 64;

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

const PYTHON_VERSIONS = ['3.11', '3.12', '3.13', '3.14'];

/** A DNS label as Services need it (RFC 1035), without a double dash, which image names do not allow everywhere. */
const NAME = /^[a-z](?:-?[a-z0-9])*$/;

/** A host name (RFC 1123) with an optional port. */
const HOST = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*`;
const PORT = String.raw`(?::[0-9]{1,5})?`;

/** `host/path`; the host has a dot or a port, or is localhost, as image references ask for. */
const REGISTRY = new RegExp(
  `^(?=localhost(?:[:/]|$)|[^/]*[.:])${HOST}${PORT}(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$`,
);

/** Longest registry with its path: an image reference has 255 characters, and the app's name follows. */
const MAX_REGISTRY = 255 - MAX_NAME - 1;

/** The forms of an address that git hosts offer, less credentials. */
const REPOSITORY_URL = new RegExp(
  `^(?:https://${HOST}${PORT}/|ssh://(?:git@)?${HOST}${PORT}/|git@${HOST}:)[A-Za-z0-9~_-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*/?$`,
);

const CREDENTIALS = /^[a-z]+:\/\/[^/@]*[^/@]@|^[^/@]*:[^/@]*@/i;

/** What git accepts as a branch, less what would need quoting somewhere (git-check-ref-format). */
const BRANCH = /^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9._/-]{1,100}(?<![/.])$/;

const NPM_PACKAGE = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*(?:@.+)?$/;

const name: Rule = text({
  must: `be a DNS label: lower-case letters, digits and single dashes, beginning with a letter, at most ${MAX_NAME} characters`,
  test: (value) => NAME.test(value) && value.length <= MAX_NAME,
  fix: (value) => {
    const better = asName(value);
    return better ? `use '${better}'` : undefined;
  },
});

const branch: Rule = text({
  must: 'be a branch name of letters, digits and . _ - /',
  test: (value) => BRANCH.test(value),
});

const appEnvironmentRules: Record<string, Rule> = {
  replicas: integer(0, 1000),
  memory: text({
    must: `be a Kubernetes quantity in Mi or Gi of at least ${MIN_MEMORY_MI}Mi, such as '128Mi'`,
    test: (value) => {
      const match = /^([1-9][0-9]{0,6})(Mi|Gi)$/.exec(value);
      return match !== null && Number(match[1]) * (match[2] === 'Gi' ? 1024 : 1) >= MIN_MEMORY_MI;
    },
  }),
  cpu: text({
    must: "be a Kubernetes quantity of CPU, such as '250m' or '2'",
    test: (value) => /^[1-9][0-9]{0,5}m?$/.test(value),
  }),
  logLevel: text({
    must: `be one of ${LOG_LEVELS.join(', ')}`,
    test: (value) => LOG_LEVELS.includes(value),
    fix: (value) => (LOG_LEVELS.includes(value.toUpperCase()) ? `use '${value.toUpperCase()}'` : undefined),
  }),
};

const port: Rule = integer(1024, 65535);

/** What each struct of options may hold; a test keeps it equal to the documented options. */
export const STRUCTS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  WorkloadOptions: { port },
  AppEnvironmentOptions: appEnvironmentRules,
  EnvironmentOptions: { ...appEnvironmentRules, gated: boolean(), branch },
  get AppOptions() {
    return {
      port,
      workloads: map(name, struct(STRUCTS.WorkloadOptions)),
      environments: map(anyName, struct(STRUCTS.AppEnvironmentOptions)),
    };
  },
  get PythonGitOpsAppOptions() {
    return {
      name,
      repoUrl: text({
        must: 'be an https:// or ssh:// address, or git@host:owner/repository, without credentials',
        test: (value) => REPOSITORY_URL.test(value) && !value.includes('..') && hasValidPort(value),
        fix: (value) =>
          hasCredentials(value) ? 'remove the credentials, and revoke them if they were committed' : undefined,
        hides: hasCredentials,
      }),
      registry: text({
        must: "begin with the registry's host and be lower case, without a tag, such as 'docker.io/acme'",
        test: isRegistry,
        fix: (value) => (isRegistry(`docker.io/${value}`) ? `use 'docker.io/${value}' for Docker Hub` : undefined),
      }),
      defaultBranch: branch,
      pythonVersion: text({
        must: `be one of ${PYTHON_VERSIONS.join(', ')}`,
        test: (value) => PYTHON_VERSIONS.includes(value),
        fix: (value) => {
          const minor = value.split('.').slice(0, 2).join('.');
          return PYTHON_VERSIONS.includes(minor) ? `use '${minor}'` : undefined;
        },
      }),
      argocdNamespace: name,
      environments: map(name, struct(STRUCTS.EnvironmentOptions)),
      apps: map(name, struct(STRUCTS.AppOptions)),
      devDeps: list(
        text({
          must: "be the name of an npm package with an optional version, such as 'prettier@^3'",
          test: (value) => NPM_PACKAGE.test(value),
        }),
      ),
      outdir: text({ must: 'be a folder', test: (value) => value !== '' }),
    };
  },
};

function isRegistry(value: string): boolean {
  // Host names may have capitals; an image reference must not.
  return REGISTRY.test(value) && value === value.toLowerCase() && value.length <= MAX_REGISTRY && hasValidPort(value);
}

function hasValidPort(value: string): boolean {
  const port_ = /^(?:[a-z]+:\/\/)?[^/]*?:([0-9]+)(?:\/|$)/.exec(value)?.[1];
  return port_ === undefined || (Number(port_) >= 1 && Number(port_) <= 65535);
}

function hasCredentials(value: string): boolean {
  return CREDENTIALS.test(value) && !/^(?:ssh:\/\/)?git@/.test(value);
}

/** Names that refer to something declared elsewhere; whether it exists is a question across the config. */
function anyName(): void {}

/** The nearest valid name, if one can be made. */
export function asName(value: string): string | undefined {
  const name_ = value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_NAME)
    .replace(/-+$/, '');
  return name_ === '' ? undefined : name_;
}
