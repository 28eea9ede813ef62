import { GitProcess } from '../../../src/clients/git/process';
import { byToken } from '../../../src/releases/delivery/access';
import { git, temporaryFolder, withEnvironment } from '../../support/repository';

test('without a token git uses the access that it has', () => {
  expect(withEnvironment({ GH_TOKEN: undefined }, byToken)).toMatchObject({ config: [], env: {} });
});

test('git gets the token when it asks for a password, and only then', () => {
  withEnvironment({ GH_TOKEN: 'a "secret" %s' }, () => {
    const access = byToken();
    // Command lines can be read by others.
    expect(access.config.join('\n')).not.toContain('secret');
    const folder = temporaryFolder();
    git(folder, 'init', '--quiet');
    // A helper of the machine, which would be asked first.
    git(folder, 'config', 'credential.helper', '!f() { printf "username=x\\npassword=stale\\n"; }; f');
    const process = new GitProcess(folder, access);
    const filled = process.text(['credential', 'fill'], { input: 'protocol=https\nhost=git.acme.example\n\n' });
    expect(filled.split('\n')).toEqual(
      expect.arrayContaining(['username=x-access-token', 'password=a "secret" %s', 'host=git.acme.example']),
    );
  });
});
