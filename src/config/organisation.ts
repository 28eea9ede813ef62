import type { PythonGitOpsAppOptions } from '../options';

/** What an organisation's options can stand in for, as a whole; the rest has levels of its own. */
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

/** The options with the organisation's values for what the repository does not say. */
export function withOrganisation(options: PythonGitOpsAppOptions): PythonGitOpsAppOptions {
  const { organisation } = options;
  if (organisation === undefined) return options;
  const inherited = WHOLE.filter((key) => options[key] === undefined && organisation[key] !== undefined);
  // An organisation's image holds the organisation's Python.
  const fits = inherited.filter((key) => key !== 'baseImage' || options.pythonVersion === undefined);
  return { ...options, ...Object.fromEntries(fits.map((key) => [key, organisation[key]])) };
}
