import type { PythonGitOpsAppOptions } from './options';

/** What an organization's options can stand in for, as a whole; the rest has levels of its own. */
const WHOLE = [
  'registry',
  'defaultBranch',
  'pythonVersion',
  'baseImage',
  'packageIndex',
  'codeOwners',
  'renovate',
  'packageManager',
  'serviceMonitor',
  'argocd',
  'delivery',
] as const;

/** The options with the organization's values for what the repository does not say. */
export function withOrganization(options: PythonGitOpsAppOptions): PythonGitOpsAppOptions {
  const { organization } = options;
  if (organization === undefined) return options;
  const inherited = WHOLE.filter((key) => options[key] === undefined && organization[key] !== undefined);
  // An organization's image holds the organization's Python.
  const fits = inherited.filter((key) => key !== 'baseImage' || options.pythonVersion === undefined);
  return { ...options, ...Object.fromEntries(fits.map((key) => [key, organization[key]])) };
}
