import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import type { PythonGitOpsAppOptions } from '../options';
import { withOrganization } from '../organization';
import { otherHost } from '../other-hosts';

/** Options that only the workflows of GitHub honor are refused where none are generated. */
export function checkCi(options: PythonGitOpsAppOptions, report: Report): void {
  const { repoUrl, ci } = withOrganization(options);
  const host = otherHost({ repoUrl, ci });
  if (host === undefined) return;
  const why = ci === 'none' ? "ci is 'none'" : `repoUrl is on ${host}`;
  const must = `be left out: workflows are generated only for GitHub, and ${why}`;
  const cause = ci === 'none' ? 'ci' : 'repoUrl';
  const fix = 'remove it, and set up the same in your own pipeline';
  for (const [path, value] of [
    ['ciSteps', options.ciSteps],
    ['delivery', options.delivery],
  ] as const) {
    if (value !== undefined) report({ code: 'conflicting-options', path, must, got: show(value), fix, cause });
  }
}
