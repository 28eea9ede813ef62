import { ProjenrcFile } from 'projen/lib/projenrc';
import { RC_FILE } from './rc-name';

/** Tells projen which file defines the project; the file itself is yours. */
export class RcFile extends ProjenrcFile {
  readonly filePath = RC_FILE;
}
