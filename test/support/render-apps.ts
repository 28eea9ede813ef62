/**
 * Writes an app of each server and interface, as users get it: `npx ts-node --project test/tsconfig.json
 * test/support/render-apps.ts FOLDER`. Linters and the tests of the runtime module work on these.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULT, repositoryOf } from './render-cases';
import type { App } from '../../src/config/model';
import { renderAppFiles } from '../../src/render/app-files';

/** What an app is served by, by the name of its folder. */
export const VARIANTS: Readonly<Record<string, Pick<App, 'server' | 'interface'>>> = {
  granian: { server: 'granian', interface: 'wsgi' },
  gunicorn: { server: 'gunicorn', interface: 'wsgi' },
  asgi: { server: 'granian', interface: 'asgi' },
};

/** Writes the app of a variant into a separate folder. */
export function writeVariant(name: string, folder: string): void {
  const repository = repositoryOf(DEFAULT);
  const app: App = { ...repository.apps[0], ...VARIANTS[name], name: 'example-app' };
  for (const file of renderAppFiles(repository, app)) {
    const path = join(folder, file.path.replace('apps/example-app/', ''));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
    if (file.executable) chmodSync(path, 0o755);
  }
}

if (require.main === module) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('usage: render-apps.ts FOLDER');
  for (const name of Object.keys(VARIANTS)) writeVariant(name, join(folder, name));
}
