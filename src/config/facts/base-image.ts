import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import { REPOSITORY } from '../definitions/repository';

/** A tag of an image called `python`, which begins with the version of Python. */
const PYTHON_TAG = /\/python:(?<version>[0-9]+\.[0-9]+)(?![0-9])/;

/** Otherwise the image runs another Python version than the workflow tests with. */
export function checkBaseImage(
  options: { readonly baseImage?: unknown; readonly pythonVersion?: unknown },
  path: string,
  report: (finding: Finding) => void,
): void {
  if (typeof options.baseImage !== 'string') return;
  const pythonVersion = options.pythonVersion ?? REPOSITORY.options.pythonVersion.default;
  const version = PYTHON_TAG.exec(options.baseImage)?.groups?.version;
  if (version === undefined || version === pythonVersion) return;
  report({
    code: 'invalid-value',
    path,
    must: `have the Python version of pythonVersion, which is ${show(pythonVersion)}`,
    got: show(options.baseImage),
    fix: `set pythonVersion: '${version}', or use another image`,
  });
}
