import type { Rule } from './rules';
import { boolean, integer, list, map, struct, text } from './rules';

/** Longest name of an app, environment, workload or repository: two of them and a dash stay within a DNS label. */
const MAX_NAME = 40;

/** Smallest memory in which one server process runs: it needs about 50Mi. */
const MIN_MEMORY_MI = 64;

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

const PYTHON_VERSIONS = ['3.11', '3.12', '3.13', '3.14'];

/** A DNS label as Services need it (RFC 1035), without a double dash, which image names do not allow everywhere. */
const NAME = /^[a-z](?:-?[a-z0-9])*$/;

/** `host/path`, where the host has a dot or a port, as image references ask for. */
const REGISTRY =
  /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9.-]+(?=:))(?::[0-9]{1,5})?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

const REPOSITORY_URL =
  /^(?:(?:https?|ssh):\/\/(?:git@)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?\/|git@[A-Za-z0-9.-]+:)[A-Za-z0-9._~/-]+$/;

/** What git accepts as a branch, less what would need quoting somewhere (git-check-ref-format). */
const BRANCH = /^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9._/-]{1,100}(?<![/.])$/;

const NPM_PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(?:@.+)?$/;

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
        test: (value) => REPOSITORY_URL.test(value) && !value.includes('..'),
        fix: (value) =>
          /\/\/[^/]*:[^/]*@/.test(value) ? 'remove the credentials; revoke them if they were committed' : undefined,
      }),
      registry: text({
        must: "begin with the registry's host and be lower case, without a tag, such as 'docker.io/acme'",
        test: (value) => REGISTRY.test(value),
        fix: (value) => (/^[a-z0-9-]+$/.test(value) ? `use 'docker.io/${value}' for Docker Hub` : undefined),
      }),
      defaultBranch: branch,
      pythonVersion: text({
        must: `be one of ${PYTHON_VERSIONS.join(', ')}`,
        test: (value) => PYTHON_VERSIONS.includes(value),
        fix: (value) => (/^3\.[0-9]+\./.test(value) ? `use '${value.split('.').slice(0, 2).join('.')}'` : undefined),
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
