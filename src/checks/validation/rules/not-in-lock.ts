import type { Context } from '../context';
import type { Problem } from '../problem';

/**
 * What a requirements file sets and a lock does not keep, such as a second package index: `make lock` passes, and the image
 * fails to build.
 */
export function notInLock({ locks }: Context): Problem[] {
  return locks.flatMap(({ folder, text, included, constraints }) =>
    [...included, ...constraints].flatMap(([file, { options, local }]) => {
      const problem = (line: number, message: string, fix: string): Problem => ({
        rule: 'outdated-lock',
        path: `${folder}/${file}`,
        line,
        message,
        fix,
      });
      return [
        ...options
          .filter(({ name }) => !new RegExp(`^${name}\\b`, 'm').test(text))
          .map(({ name, line }) =>
            problem(line, `sets ${name}, which make lock reads, but the image and CI do not`, INSTEAD[name]),
          ),
        ...local.map(({ path, line }) =>
          problem(
            line,
            `lists ${path}, but the image installs only packages of an index, with their hashes`,
            `publish it to a package index, or put its code below ${folder}/src/`,
          ),
        ),
      ];
    }),
  );
}

/** What to set in `.projenrc.ts` instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  '--extra-index-url': 'remove it, and set extraPackageIndexes in .projenrc.ts',
  '--find-links': 'remove it, publish the files to a package index, and set extraPackageIndexes in .projenrc.ts',
  '--index-url': 'remove it, and set packageIndex in .projenrc.ts',
  '--no-binary': 'remove it, and list the packages in sourcePackages of the app in .projenrc.ts',
};
