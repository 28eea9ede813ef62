import { describeSystemError } from '../../src/common/system-error';

function fail(code: string, syscall: string, rest: { path?: string; dest?: string }): Error {
  return Object.assign(new Error(`${code}: bare, ${syscall}`), { code, syscall, ...rest });
}

test.each([
  [
    fail('EACCES', 'mkdir', { path: '/srv/shop/.python-gitops' }),
    'cannot create /srv/shop/.python-gitops: permission denied (EACCES). Run this as the owner of the file and its folder, or ' +
      'change their owner: ls -ld /srv/shop shows it.',
  ],
  [
    fail('EPERM', 'chmod', { path: '/srv/shop/Makefile' }),
    'cannot change the mode of /srv/shop/Makefile: permission denied (EPERM). Run this as the owner of the file and its ' +
      'folder, or change their owner: ls -ld /srv/shop shows it.',
  ],
  [
    fail('EROFS', 'open', { path: '/srv/shop/.python-gitops/lock' }),
    'cannot open /srv/shop/.python-gitops/lock: the file system is read-only (EROFS). Use a clone on a file system that you ' +
      'can write to; drift and validate work here, because they only read.',
  ],
  [
    fail('ENOSPC', 'write', {}),
    'cannot write a file: no space is left (ENOSPC). Free some space (df -h shows how much is left), then run the command again.',
  ],
  [
    fail('EDQUOT', 'rename', { path: '/srv/a.tmp', dest: '/srv/a' }),
    'cannot replace /srv/a: your disk quota is used up (EDQUOT). Free some space (df -h shows how much is left), then run the ' +
      'command again.',
  ],
])('%s is described with its path and what to do', (error, text) => {
  expect(describeSystemError(error)).toBe(text);
});

test.each([
  new Error('EACCES'),
  fail('ENOENT', 'open', { path: '/a' }),
  Object.assign(new Error(''), { code: 5 }),
  undefined,
  null,
])('%s is none of these', (error) => {
  expect(describeSystemError(error)).toBeUndefined();
});
