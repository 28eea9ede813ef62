import type { DiffFlags } from './command';
import type { EnvironmentChanges } from '../../../checks/changes/changes';
import { isChanged } from '../../../checks/changes/changes';
import { formatChanges, formatMarkdown, changesToJson } from '../../../checks/changes/report';
import type { Comparison } from '../../../checks/deployed/comparison';
import type { Request } from '../../../checks/deployed/plan';
import type { Repository } from '../../../config/model';
import { resolveChecked } from '../../../config/validate';
import { CommandError, EXIT } from '../../errors';
import { isColored } from '../../printing/output';
import { print } from '../../printing/print';
import { comparing } from '../../releases/comparing';
import { imageOf } from '../../releases/image';
import { findRoot, loadProject } from '../../repository/load';
import { findNamed } from '../../repository/named';

/** `python-gitops diff [ENV…]`: what a merge or a promotion would change, object by object. Writes nothing. */
export async function runDiff(cwd: string, environments: readonly string[], flags: DiffFlags): Promise<number> {
  const root = findRoot(cwd);
  const { _options: options } = await loadProject(root);
  const repository = resolveChecked(options);
  checkFlags(flags);
  const result = await comparing(root, repository, flags.base, (comparison) =>
    comparison.run(requestsOf(comparison, repository, environments, flags)),
  );
  print(flags, { json: () => changesToJson(result), text: () => format(result, flags) });
  const anyChange = result.some(({ apps }) => apps.some(isChanged));
  return flags.exitCode && anyChange ? EXIT.findings : EXIT.ok;
}

function checkFlags({ merge, from, image, revision, app, json, markdown }: DiffFlags): void {
  if (merge && (from ?? image ?? revision) !== undefined) {
    throw new CommandError('--merge cannot be combined with --from, --image or --revision');
  }
  if (from !== undefined && image !== undefined) {
    throw new CommandError('--image and --from cannot be combined: set one of them');
  }
  if (image !== undefined && app?.length !== 1) {
    throw new CommandError('--image needs exactly one app: set --app');
  }
  if (json && markdown) throw new CommandError('--json and --markdown cannot be combined: set one of them');
}

function requestsOf(
  comparison: Comparison,
  repository: Repository,
  environments: readonly string[],
  flags: DiffFlags,
): Request[] {
  const known = comparison.environments().map((name) => ({ name }));
  const names = environments.length === 0 ? known.map(({ name }) => name) : environments;
  const apps = flags.app?.map(
    (name) =>
      findNamed(
        'app',
        name,
        comparison.apps().map((app) => ({ name: app })),
      ).name,
  );
  const isPromotion = (flags.from ?? flags.image ?? flags.revision) !== undefined;
  if (flags.from !== undefined) findNamed('environment', flags.from, repository.environments);
  return names.flatMap((name): Request[] => {
    const environment = findNamed('environment', name, known).name;
    const gated = repository.environments.find((one) => one.name === environment)?.gated ?? false;
    if (flags.revision !== undefined && !gated) {
      throw new CommandError(`--revision needs a gated environment; ${environment} tracks a branch`);
    }
    const common = { environment, apps };
    if (isPromotion) {
      const image =
        flags.image === undefined
          ? undefined
          : imageOf(findNamed('app', apps?.[0] as string, repository.apps), flags.image);
      return [{ ...common, occasion: 'promotion', from: flags.from, image, revision: flags.revision }];
    }
    if (flags.merge) return [{ ...common, occasion: 'merge' }];
    if (!flags.markdown) return [{ ...common, occasion: 'default' }];
    // A review needs both: what happens at once, and what waits.
    const later: Request = { ...common, occasion: 'promotion', isAfterMerge: true };
    return [{ ...common, occasion: 'merge' }, ...(gated ? [later] : [])];
  });
}

function format(result: readonly EnvironmentChanges[], { markdown, summary }: DiffFlags): string {
  // Its last line ends with a newline.
  if (markdown) return formatMarkdown(result).trimEnd();
  return formatChanges(result, { isColored: isColored(), isSummary: summary ?? false });
}
