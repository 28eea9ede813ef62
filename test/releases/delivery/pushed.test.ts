import type { Access } from '../../../src/releases/delivery/access';
import { readPush } from '../../../src/releases/delivery/pushed';

const SILENT: Access = { config: [], env: {}, explain: () => undefined };

function failed(report: string, stderr: string, access = SILENT): ReturnType<typeof readPush> {
  return readPush({ status: 1, stdout: Buffer.from(report), stderr }, access);
}

const REPORT = 'To /remote\n!\tHEAD:refs/heads/main\t[rejected] (fetch first)\nDone\n';

test('a push that went through is done', () => {
  expect(
    readPush({ status: 0, stdout: Buffer.from('To x\n*\ta:b\t[new branch]\nDone\n'), stderr: '' }, SILENT),
  ).toEqual({
    kind: 'done',
  });
});

test.each([
  ['another push was faster', REPORT, ''],
  ['the lease is another one', REPORT.replace('fetch first', 'stale info'), ''],
  ['the server holds a lock', '', "remote: error: cannot lock ref 'refs/heads/main'\nerror: failed\n"],
  ['the network failed', '', 'fatal: unable to access: The requested URL returned error: HTTP 503\n'],
  ['the server hung up', '', 'fatal: the remote end hung up unexpectedly\n'],
])('where %s, another try is worth it', (_what, report, stderr) => {
  expect(failed(report, stderr)).toMatchObject({ kind: 'raced' });
});

test('another reason is for good, and comes with what the server said of it', () => {
  const report = REPORT.replace('[rejected] (fetch first)', '[remote rejected] (protected branch hook declined)');
  const stderr = 'remote: error: GH006\nremote: \nremote:   Changes must be made by pull request  \nerror: failed\n';
  expect(failed(report, stderr)).toEqual({
    kind: 'refused',
    why: '[remote rejected] (protected branch hook declined); error: GH006; Changes must be made by pull request',
    todo: undefined,
  });
});

test('without a report, the reason is what git said last', () => {
  expect(failed('', 'details\nfatal: Authentication failed\n')).toMatchObject({
    kind: 'refused',
    why: 'fatal: Authentication failed',
  });
});

test('what is about access is for good, also where it reads like the network', () => {
  const access: Access = { ...SILENT, explain: (said) => (/hung up/.test(said) ? 'use another key' : undefined) };
  expect(failed('', 'fatal: the remote end hung up\n', access)).toMatchObject({
    kind: 'refused',
    todo: 'use another key',
  });
});
