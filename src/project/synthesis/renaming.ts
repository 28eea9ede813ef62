import type { Repository } from '../../config/model';
import type { Folder } from '../../files/disk/folder';

/** Another name of the repository, and with it another label that apps admit each other by. */
export interface Renaming {
  readonly before: string;
  readonly after: string;
}

/** The label of neighbors in a NetworkPolicy. */
const LABEL = /^ +app\.kubernetes\.io\/part-of: (\S+)$/m;

/** Finds another name of the repository, which concerns neighbors only: a single app has none. */
export function findRenaming(
  { apps }: Repository,
  written: ReadonlyMap<string, string>,
  folder: Folder,
): Renaming | undefined {
  if (apps.length < 2) return undefined;
  for (const { name } of apps) {
    const path = `apps/${name}/k8s/base/networkpolicy.yaml`;
    const content = written.get(path);
    if (content === undefined) continue;
    const [before, after] = [folder.text(path) ?? '', content].map((text) => LABEL.exec(text)?.[1]);
    if (before !== undefined && after !== undefined && before !== after) return { before, after };
  }
  return undefined;
}

/** What to do about it. */
export function formatRenaming({ before, after }: Renaming): string[] {
  return [
    '',
    `The repository is now ${after}, was ${before}, and NetworkPolicies admit apps of this repository by its name. In each`,
    'environment, apps that run with the old name and apps that run with the new one block each other: release or promote',
    'all apps together.',
  ];
}
