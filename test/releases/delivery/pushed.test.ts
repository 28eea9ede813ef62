import type { Access } from '../../../src/releases/delivery/access';
import { readPush } from '../../../src/releases/delivery/pushed';

const SILENT: Access = { config: [], env: {}, explain: () => undefined };

function failed(report: string, stderr: string, access = SILENT): ReturnType<typeof readPush> {
  return readPush({ status: 1, stdout: Buffer.from(report), stderr }, access);
}

const REPORT = 'To /remote\n!\tHEAD:refs/heads/main\t[rejected] (fetch first)\nDone\n';

test('a successful push is done', () => {
  expect(
    readPush({ status: 0, stdout: Buffer.from('To x\n*\ta:b\t[new branch]\nDone\n'), stderr: '' }, SILENT),
  ).toEqual({
    kind: 'done',
  });
});

test.each([
  ['another push came first', REPORT, ''],
  ['the lease is stale', REPORT.replace('fetch first', 'stale info'), ''],
  ['the server holds a lock', '', "remote: error: cannot lock ref 'refs/heads/main'\nerror: failed\n"],
  ['the network failed', '', 'fatal: unable to access: The requested URL returned error: HTTP 503\n'],
  ['the server hung up', '', 'fatal: the remote end hung up unexpectedly\n'],
])('is worth another attempt when %s', (_what, report, stderr) => {
  expect(failed(report, stderr)).toMatchObject({ kind: 'retry' });
});

test('any other reason is final, and includes the messages of the server', () => {
  const report = REPORT.replace('[rejected] (fetch first)', '[remote rejected] (protected branch hook declined)');
  const stderr = 'remote: error: GH006\nremote: \nremote:   Changes must be made by pull request  \nerror: failed\n';
  expect(failed(report, stderr)).toEqual({
    kind: 'rejected',
    why: '[remote rejected] (protected branch hook declined); error: GH006; Changes must be made by pull request',
    fix: undefined,
  });
});

test('without a report, the reason is the last line of git', () => {
  expect(failed('', 'details\nfatal: Authentication failed\n')).toMatchObject({
    kind: 'rejected',
    why: 'fatal: Authentication failed',
  });
});

test('an access problem is final, even if it reads like a network failure', () => {
  const access: Access = { ...SILENT, explain: (output) => (/hung up/.test(output) ? 'use another key' : undefined) };
  expect(failed('', 'fatal: the remote end hung up\n', access)).toMatchObject({
    kind: 'rejected',
    fix: 'use another key',
  });
});
