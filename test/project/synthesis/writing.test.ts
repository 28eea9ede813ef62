import { Component, TextFile } from 'projen';
import { Folder } from '../../../src/files/disk/folder';
import * as internals from '../../../src/project/projen/internals';
import { render } from '../../../src/project/synthesis/rendering';
import { synthesizeNow } from '../../../src/project/synthesis/synthesis';
import type { Written } from '../../../src/project/synthesis/writing';
import { write } from '../../../src/project/synthesis/writing';
import type { PythonGitOpsApp } from '../../../src/python-gitops-app';
import {
  contents,
  differences,
  expectUntouched,
  findingsOf,
  makeProject,
  pathsBelow,
  printed,
  read,
  SHOP,
  synthesized,
  synthIn,
  temporaryFolder,
  withEnvironment,
  withIdlePrograms,
  withoutPost,
  writeFiles,
} from '../../support/repository';

function writeNow(project: PythonGitOpsApp): Written {
  const folder = new Folder(project.outdir);
  return write(project, folder, render(project, folder));
}

function writeProject(project: PythonGitOpsApp): Written {
  return withoutPost(() => writeNow(project));
}

/** Writes with this value of PROJEN_DISABLE_POST; returns the programs that it starts. */
function writeWithPost(project: PythonGitOpsApp, value: string | undefined): string[] {
  return withIdlePrograms(() => {
    printed(() => withEnvironment({ PROJEN_DISABLE_POST: value }, () => writeNow(project)));
  });
}

describe('the result is returned', () => {
  test('as the executed plan', () => {
    const project = makeProject(temporaryFolder());
    const { plan, savedEdits } = writeProject(project);
    expect(plan.writes.map(({ file }) => file.path)).toEqual(
      pathsBelow(project.outdir).sort((a, b) => (a < b ? -1 : 1)),
    );
    expect(savedEdits).toEqual([]);
  });

  test('with the path of the patch when an edit was saved', () => {
    const folder = synthesized();
    writeFiles(folder, { Makefile: 'mine\n' });
    const [savedEdits] = writeProject(makeProject(folder)).savedEdits;
    expect(savedEdits).toMatch(/^\.python-gitops\/saved\/\d{4}-.*\.patch$/);
    expect(read(folder, savedEdits)).toContain('+mine\n');
  });
});

test('an error before the first rename leaves no trace, not even a patch', () => {
  const folder = synthesized();
  writeFiles(folder, { Makefile: 'mine\n', '.projen/files.json': '' });
  const project = makeProject(folder, { ...SHOP, apps: { storefront: {}, added: {} } });
  const spy = jest.spyOn(internals, 'removeForeignOrphans').mockImplementation(() => {
    throw new Error('no space left');
  });
  try {
    // With the lock, like synth: the lock removes empty folders.
    expectUntouched(folder, () => expect(() => synthesizeNow(project)).toThrow('no space left'));
  } finally {
    spy.mockRestore();
  }
});

describe('additional components of the project', () => {
  test('write files, which are in the tree and in the hash manifests', () => {
    const project = makeProject(temporaryFolder());
    new TextFile(project, 'own.txt', { lines: ['own'] });
    writeProject(project);
    expect(read(project.outdir, 'own.txt')).toContain('own');
    expect(read(project.outdir, '.generated.sha256')).toContain('  own.txt\n');
  });

  test('do not make the next synth change the tree', () => {
    const folder = temporaryFolder();
    const withOwn = (): PythonGitOpsApp => {
      const project = makeProject(folder);
      new TextFile(project, 'own.txt', { lines: ['own'] });
      return project;
    };
    writeProject(withOwn());
    const before = contents(folder);
    expect(writeProject(withOwn()).plan.writes).toEqual([]);
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('leave nothing behind after their removal', () => {
    const folder = temporaryFolder();
    const project = makeProject(folder);
    new TextFile(project, 'own.txt', { lines: ['own'] });
    writeProject(project);
    const before = contents(synthesized());
    synthIn(folder);
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('that write a path of the tree are a path conflict, and nothing is written', () => {
    const project = makeProject(temporaryFolder());
    new TextFile(project, 'Makefile', { lines: ['mine'] });
    expectUntouched(project.outdir, () => {
      expect(findingsOf(() => writeProject(project)).map(({ code, path }) => [code, path])).toEqual([
        ['path-conflict', 'Makefile'],
      ]);
    });
  });

  test('are not run when the tree has a finding', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { docs: 'a file\n' });
    const project = makeProject(folder);
    new TextFile(project, 'own.txt', { lines: ['own'] });
    expectUntouched(folder, () => findingsOf(() => writeProject(project)));
  });
});

test('a former path of projen that is now in the tree is not lost', () => {
  const folder = synthesized();
  const list = JSON.parse(read(folder, '.projen/files.json')) as { files: string[] };
  // As an older version of the library would have left it.
  writeFiles(folder, { '.projen/files.json': JSON.stringify({ files: [...list.files, 'Makefile', 'README.md'] }) });
  const before = contents(synthesized());
  synthIn(folder);
  expect(differences(before, contents(folder)).filter((path) => !path.startsWith('+.python-gitops/'))).toEqual([]);
});

describe('after everything is written', () => {
  class Recorder extends Component {
    calls = 0;
    postSynthesize(): void {
      this.calls += 1;
    }
  }

  /** Writes with this value of PROJEN_DISABLE_POST; returns what ran afterwards. */
  function after(value: string | undefined): { npm: number; hooks: number } {
    const folder = temporaryFolder();
    writeFiles(folder, { 'node_modules/x': '' });
    const project = makeProject(folder);
    const recorder = new Recorder(project);
    const started = writeWithPost(project, value);
    return { npm: started.filter((command) => command === 'npm').length, hooks: recorder.calls };
  }

  test.each([undefined, '', '0', 'false', 'FALSE'])('npm and the hooks run, with PROJEN_DISABLE_POST=%p', (value) => {
    expect(after(value)).toEqual({ npm: 1, hooks: 1 });
  });

  test.each(['1', 'true', 'yes'])('neither runs for --no-post, with PROJEN_DISABLE_POST=%p', (value) => {
    expect(after(value)).toEqual({ npm: 0, hooks: 0 });
  });

  test('npm does not run again without changes', () => {
    const folder = synthesized();
    writeFiles(folder, { 'package-lock.json': '{}' });
    expect(writeWithPost(makeProject(folder), undefined)).not.toContain('npm');
  });
});
