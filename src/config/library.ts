import { join } from 'node:path';

/** Folder of the installed library. */
export const LIBRARY_FOLDER = join(__dirname, '..', '..');

interface LibraryPackage {
  readonly name: string;
  readonly version: string;
}

/** Name and version of this library, from its own package.json. */
export const LIBRARY = require(join(LIBRARY_FOLDER, 'package.json')) as LibraryPackage;
