import { runDiff } from '../../../src/cli/commands/diff/run';
import { runPin } from '../../../src/cli/commands/pin/run';
import { runPromote } from '../../../src/cli/commands/promote/run';
import { runRelease } from '../../../src/cli/commands/release/run';
import { runRollback } from '../../../src/cli/commands/rollback/run';
import { runUnpin } from '../../../src/cli/commands/unpin/run';
import { answer, rcWith } from '../../support/command';
import { pushAll, withRemote } from '../../support/remote';
import { kustomize } from '../../support/render-disk';
import { git, SHOP, synthIn, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;
const notifications = { failed: { slack: ['shop-alerts'], hook: [] } };
const OPTIONS = { ...SHOP, argocd: { notifications } };
const PREFIX = 'notifications.argoproj.io/subscribe.';

/** The annotations of each Application that Argo CD would get. */
async function annotations(folder: string): Promise<Record<string, object | undefined>> {
  const objects = await kustomize(folder, 'argo/root-app');
  return Object.fromEntries(
    objects
      .filter(({ kind }) => kind === 'Application')
      .map(({ metadata }) => [metadata.name, (metadata as { annotations?: object }).annotations]),
  );
}

test('moves keep the subscriptions of the Applications', async () => {
  const { folder, head } = withRemote(OPTIONS);
  const wanted = {
    [`${PREFIX}on-health-degraded.hook`]: '',
    [`${PREFIX}on-health-degraded.slack`]: 'shop-alerts',
    [`${PREFIX}on-sync-failed.hook`]: '',
    [`${PREFIX}on-sync-failed.slack`]: 'shop-alerts',
  };
  const moves: readonly (readonly [name: string, move: () => Promise<number>])[] = [
    ['release', () => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGEST}`, push: true })],
    ['promote', () => runPromote(folder, 'storefront', 'prod', { from: 'dev', push: true })],
    ['pin', () => runPin(folder, 'storefront', 'dev', { reason: 'demo', push: true })],
    ['unpin', () => runUnpin(folder, 'storefront', 'dev', { push: true })],
    ['release', () => runRelease(folder, 'storefront', 'dev', { image: `:${'b'.repeat(40)}@${DIGEST}`, push: true })],
    ['rollback', () => runRollback(folder, 'storefront', 'dev', { push: true })],
  ];
  for (const [name, move] of moves) {
    expect([name, (await answer(move)).code]).toEqual([name, 0]);
    git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
    const found = await annotations(folder);
    const released =
      name === 'release' && found['storefront-prod'] === undefined
        ? ['storefront-dev']
        : ['storefront-dev', 'storefront-prod'];
    expect([name, found]).toEqual([name, Object.fromEntries(released.map((application) => [application, wanted]))]);
  }
});

test('a merge that changes them changes the Applications, and restarts nothing', async () => {
  const { folder, head } = withRemote(OPTIONS);
  await answer(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGEST}`, push: true }));
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  pushAll(folder);
  const options = { ...OPTIONS, environments: { dev: { notifications: { failed: {} } }, prod: {} } };
  writeFiles(folder, { '.projenrc.ts': rcWith(options) });
  synthIn(folder, options);
  const { stdout } = await answer(() => runDiff(folder, ['dev'], { merge: true }));
  expect(stdout).toContain('changed in Argo CD: Application storefront-dev');
  expect(stdout).toContain('no object changes');
});
