import { ProjenrcFile } from 'projen/lib/projenrc';
import { RC_FILE } from './rc-name';

/** Tells projen which file the project is defined in; the file itself is the user's. */
export class RcFile extends ProjenrcFile {
  readonly filePath = RC_FILE;
}
