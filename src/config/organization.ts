import { REPOSITORY } from './definitions/repository';
import type { PythonGitOpsAppOptions } from './options';
import type { Definition } from './rule';

type RepositoryKey = keyof typeof REPOSITORY.options;

/** The options, with the organization's values where the repository sets none. `defaults` and environments are resolved by level. */
export function withOrganization(options: PythonGitOpsAppOptions): PythonGitOpsAppOptions {
  const { organization } = options;
  if (organization === undefined) return options;
  const inherited = (Object.entries(REPOSITORY.options) as [RepositoryKey, Definition][]).flatMap(
    ([key, { fromOrganization }]) => {
      if (fromOrganization === undefined || options[key] !== undefined || organization[key] === undefined) return [];
      const isReplaced = fromOrganization !== true && options[fromOrganization.unless as RepositoryKey] !== undefined;
      return isReplaced ? [] : [[key, organization[key]] as const];
    },
  );
  return { ...options, ...Object.fromEntries(inherited) };
}
