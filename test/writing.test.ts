import { repositoryWith, answer } from './support/command';
import { owners } from '../src/cli/owners';
import { validate } from '../src/cli/validate';

test('x', async () => {
  const folder = repositoryWith();
  process.stdout.write(JSON.stringify(await answer(() => owners(folder, 'Makefile', {}))));
  process.stdout.write(JSON.stringify(await answer(() => validate(folder, {}))));
});
