import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../../common/findings';
import type { GitOpsProject } from '../../project/projen/gitops-project';
import { ambientTypes, checkTypes, lastTypes, missingPackages } from '../../project/projen/type-check';

/** A type check that was started before the config was loaded. */
interface StartedCheck {
  readonly types: readonly string[];
  readonly findings: Promise<readonly Finding[]>;
}

/** Starts with what is known from the last synth; the compiler runs while the config is loaded and rendered. */
export function startCheck(root: string): StartedCheck {
  const types = lastTypes(root);
  return { types, findings: checkTypes(root, types) };
}

/** Errors about names and modules that a missing package declares. */
const UNDECLARED = /^TS(?:2304|2307|2503|2580|2591|7016):/;

/** Continues once the config is loaded: with the types that it asks for, if they changed. */
export async function continueCheck(
  { types, findings }: StartedCheck,
  { _options: { devDeps }, outdir }: GitOpsProject,
): Promise<readonly Finding[]> {
  const wanted = ambientTypes(devDeps);
  const found = await (isDeepStrictEqual(wanted, types) ? findings : checkTypes(outdir, wanted));
  const missing = missingPackages(outdir, devDeps);
  if (missing.length === 0) return found;
  const fix = `run npx projen, which installs what devDeps has: ${missing.join(', ')}`;
  return found.map((finding) => (UNDECLARED.test(finding.got) ? { ...finding, fix } : finding));
}
