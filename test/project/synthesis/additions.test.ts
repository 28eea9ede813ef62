import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileBase } from 'projen';
import {
  Component,
  IgnoreFile,
  IniFile,
  JsonFile,
  License,
  Makefile,
  Project,
  SampleFile,
  SourceCode,
  TextFile,
  TomlFile,
  XmlFile,
  YamlFile,
} from 'projen';
import { findDrift } from '../../../src/checks/drift/drift';
import { Folder } from '../../../src/files/disk/folder';
import { additionsOf } from '../../../src/project/projen/additions';
import { render } from '../../../src/project/synthesis/rendering';
import { synthesizeNow } from '../../../src/project/synthesis/synthesis';
import { PythonGitOpsApp } from '../../../src/python-gitops-app';
import {
  contents,
  differences,
  findingsOf,
  makeProject,
  pathsBelow,
  printed,
  read,
  SHOP,
  synthesized,
  synthIn,
  temporaryFolder,
  withIdlePrograms,
  withoutPost,
  writeFiles,
} from '../../support/repository';

/** What a company's project type adds: files of several classes, at the root and in the folder of an app. */
class AcmeApp extends PythonGitOpsApp {
  constructor(folder: string, text = 'acme') {
    super({ ...SHOP, outdir: folder });
    new TextFile(this, 'acme.txt', { lines: [text] });
    new JsonFile(this, 'config/acme.json', { obj: { text }, readonly: false, marker: false });
    new YamlFile(this, 'apps/storefront/acme.yaml', { obj: { text } });
    new TextFile(this, 'scripts/acme.sh', { lines: ['#!/bin/sh'], executable: true });
    new TextFile(this, 'argo/acme.yaml', { lines: ['kind: Anything'] });
  }
}

const ADDED = ['acme.txt', 'apps/storefront/acme.yaml', 'argo/acme.yaml', 'config/acme.json', 'scripts/acme.sh'];

function synth(project: PythonGitOpsApp): string {
  return withoutPost(() => synthesizeNow(project));
}

function states(project: PythonGitOpsApp): string[] {
  const folder = new Folder(project.outdir);
  const { tree } = render(project, folder);
  return findDrift({ tree, folder, apps: ['storefront'], findings: [] }).map(({ path, state }) => `${state} ${path}`);
}

describe('files that a company’s subclass adds', () => {
  test('are written byte for byte as projen writes them', () => {
    const folder = temporaryFolder();
    synth(new AcmeApp(folder));
    const ours = contents(folder);
    for (const path of ADDED) rmSync(join(folder, path));
    for (const file of new AcmeApp(folder).files) if (ADDED.includes(file.path)) file.synthesize();
    const ofProjen = contents(folder);
    for (const path of ADDED) expect(ours.get(path)?.slice(4)).toBe(ofProjen.get(path)?.slice(4));
  });

  test('are checked, of whatever class of projen', () => {
    const folder = synthesized();
    const project = makeProject(folder);
    new IniFile(project, 'a.ini', { obj: { a: { b: 1 } } });
    new TomlFile(project, 'a.toml', { obj: { a: { b: 1 } } });
    new XmlFile(project, 'a.xml', { obj: { a: 'b' } });
    new Makefile(project, 'a.mk').addRule({ targets: ['a'] });
    new IgnoreFile(project, '.helmignore').exclude('a');
    new SourceCode(project, 'src/a.py').line('a = 1');
    new License(project, { spdx: 'MIT', copyrightOwner: 'acme', copyrightPeriod: '2026' });
    const paths = ['.helmignore', 'LICENSE', 'a.ini', 'a.mk', 'a.toml', 'a.xml', 'src/a.py'];
    const { tree } = render(project, new Folder(folder));
    expect(paths.filter((path) => tree.get(path)?.owner !== 'generated')).toEqual([]);
    expect(additionsOf(project).notChecked).toEqual([]);
  });

  test('are in the hash manifests', () => {
    const folder = temporaryFolder();
    synth(new AcmeApp(folder));
    const listed = ['.generated.sha256', 'apps/storefront/.generated.sha256']
      .map((path) => read(folder, path))
      .join('');
    for (const path of ADDED) expect(listed).toMatch(new RegExp(`^[0-9a-f]{64}  ${path}$`, 'm'));
    expect(states(new AcmeApp(folder))).toEqual([]);
  });

  test.each(ADDED)('drift when they are edited, and the edit is saved: %s', (path) => {
    const folder = temporaryFolder();
    synth(new AcmeApp(folder));
    const before = contents(folder);
    writeFiles(folder, { [path]: 'mine\n' });
    expect(states(new AcmeApp(folder))).toEqual([`edited ${path}`]);
    const summary = synth(new AcmeApp(folder));
    expect(summary).toContain(`  ${path} (.projenrc.ts): Change the `);
    expect(differences(before, contents(folder))).toEqual([expect.stringMatching(/^\+\.python-gitops\/saved\//)]);
    const [patch] = readdirSync(join(folder, '.python-gitops/saved'));
    expect(read(folder, `.python-gitops/saved/${patch}`)).toContain('+mine\n');
  });

  test('are out of date after a change of the component, and that is no edit', () => {
    const folder = temporaryFolder();
    synth(new AcmeApp(folder));
    const manifests = ['.generated.sha256', 'apps/storefront/.generated.sha256'];
    const changed = ['acme.txt', 'apps/storefront/acme.yaml', 'config/acme.json'];
    const expected = [...manifests, ...changed].sort().map((path) => `outdated ${path}`);
    expect(states(new AcmeApp(folder, 'new'))).toEqual(expected);
    expect(synth(new AcmeApp(folder, 'new'))).not.toContain('edited by hand');
  });

  test('are removed with the component, and edits in them are saved', () => {
    const folder = temporaryFolder();
    synth(new AcmeApp(folder));
    writeFiles(folder, { 'acme.txt': 'mine\n' });
    synthIn(folder);
    const [patch, ...others] = differences(contents(synthesized()), contents(folder));
    expect([patch, others]).toEqual([expect.stringMatching(/^\+\.python-gitops\/saved\//), []]);
    expect(read(folder, patch.slice(1))).toContain('+mine\n');
  });

  test('that were there before are not overwritten without a patch', () => {
    const folder = synthesized();
    writeFiles(folder, { 'config/acme.json': '{"mine":true}\n' });
    synth(new AcmeApp(folder));
    const [patch] = readdirSync(join(folder, '.python-gitops/saved'));
    expect(read(folder, `.python-gitops/saved/${patch}`)).toContain('+{"mine":true}');
  });

  test('tell later hooks whether they changed', () => {
    const seen: (boolean | undefined)[] = [];
    class Hook extends Component {
      constructor(
        project: Project,
        private readonly file: FileBase,
      ) {
        super(project);
      }
      postSynthesize(): void {
        seen.push(this.file.changed);
      }
    }
    const folder = synthesized();
    withIdlePrograms(() => {
      for (let run = 0; run < 2; run++) {
        const project = makeProject(folder);
        new Hook(project, new TextFile(project, 'own.txt', { lines: ['own'] }));
        printed(() => synthesizeNow(project));
      }
    });
    expect(seen).toEqual([true, false]);
  });

  test('are a path conflict when this library has the path', () => {
    const project = makeProject(temporaryFolder());
    new JsonFile(project, 'package.json', { obj: {} });
    expect(findingsOf(() => states(project))).toEqual([
      {
        code: 'path-conflict',
        path: 'package.json',
        must: 'be written by one renderer',
        got: 'this library and JsonFile in .projenrc.ts',
        fix: 'use another path in .projenrc.ts',
      },
    ]);
  });
});

describe('what components write by themselves', () => {
  test('is listed, with the reason; samples are yours', () => {
    class Stamp extends TextFile {
      synthesize(): void {
        writeFileSync(this.absolutePath, 'stamp\n');
      }
    }
    class Documents extends Component {
      synthesize(): void {
        writeFileSync(join(this.project.outdir, 'documents.md'), '');
      }
    }
    class Later extends Component {
      postSynthesize(): void {
        writeFileSync(join(this.project.outdir, 'later.md'), '');
      }
    }
    const project = makeProject(temporaryFolder());
    new Stamp(project, 'stamp.txt');
    new TextFile(project, 'local.txt', { lines: [], committed: false });
    new Documents(project);
    new Later(project);
    new SampleFile(project, 'sample.txt', { contents: 'x' });
    new Component(project);
    const infra = new Project({ name: 'infra', parent: project, outdir: 'infra' });
    new TextFile(infra, 'main.tf', { lines: ['x'] });
    const { files, notChecked } = additionsOf(project);
    expect(files).toEqual([]);
    expect(notChecked.slice(0, 4)).toEqual([
      { path: 'stamp.txt', reason: 'Stamp has its own synthesize(), which writes it' },
      { path: 'local.txt', reason: 'it is not committed, so a clone lacks it' },
      {
        path: 'Documents',
        reason: 'a component with its own synthesize(); what that writes is known only when it runs',
      },
      {
        path: 'Later',
        reason: 'a component with its own postSynthesize(); what that writes is known only when it runs',
      },
    ]);
    expect(notChecked).toContainEqual({ path: 'infra/main.tf', reason: 'subproject infra writes it' });
    expect(notChecked.slice(4).map(({ path }) => path)).toEqual(infra.files.map(({ path }) => `infra/${path}`));
    synth(project);
    const written = pathsBelow(project.outdir);
    expect(written).toEqual(
      expect.arrayContaining(['stamp.txt', 'local.txt', 'documents.md', 'sample.txt', 'infra/main.tf']),
    );
  });

  test('is nothing in a usual repository', () => {
    expect(additionsOf(makeProject(temporaryFolder()))).toEqual({ files: [], others: [], notChecked: [] });
  });
});
