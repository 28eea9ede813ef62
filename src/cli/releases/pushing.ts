import type { Decision, Result } from './delivery-report';
import type { Base, Place } from './place';
import { branchesOf, placeAtRemote, releaseFiles } from './place';
import { publish } from '../../releases/delivery/publish';
import { formatMessage } from '../../releases/files/message';

/** Commits and pushes, to one branch after the other. */
export async function pushed(base: Base, decide: (place: Place) => Decision): Promise<Result> {
  const { repository, app, own } = base;
  const git = base.git();
  const commits: { branch: string; commit: string }[] = [];
  const files = new Set<string>();
  let last: Decision | undefined;
  for (const branch of branchesOf(base)) {
    const published = await publish({
      git,
      branch,
      plan: (head) => {
        last = decide(placeAtRemote(base, branch, head));
        if (last.kind === 'superseded') return undefined;
        for (const path of last.move.files.keys()) files.add(path);
        return { files: last.move.files, message: formatMessage(last.message) };
      },
      onRetry: (attempt, why) => console.error(`another push was faster (${why}), attempt ${attempt}; trying again`),
    });
    if (published.commit !== undefined) commits.push({ branch, commit: published.commit });
  }
  const decision = last as Decision;
  const changed = commits.length === 0 ? [] : releaseFiles(repository, app, own).filter((path) => files.has(path));
  return { app: app.name, environment: own.environment.name, decision, files: changed, commits };
}
