import type { StarterChange } from './starter-changes';
import { programsOf } from '../../checks/validation/programs';
import type { CodeTree } from '../../checks/validation/rules/missing-program';
import { missingProgram } from '../../checks/validation/rules/missing-program';
import type { App } from '../../config/model';
import { member } from '../../config/rules';
import type { Folder } from '../../files/disk/folder';
import type { Write } from '../../files/disk/plan';
import { workloadFile } from '../../render/kubernetes/names';

/** Finds workloads that are new or changed, and whose commands start something that is not in the code yet. */
export function workloadChanges(app: App, written: ReadonlyMap<string, Write>, folder: Folder): StarterChange[] {
  const changed = app.workloads.flatMap((workload) => {
    const write = written.get(`apps/${app.name}/k8s/base/${workloadFile(workload)}`);
    return write === undefined ? [] : [{ name: workload.name, isNew: write.reason === 'new' }];
  });
  if (changed.length === 0) return [];
  const { commands, ...programs } = programsOf(app);
  return changed.flatMap(({ name, isNew }) => {
    const own = `${member(`apps.${app.name}.workloads`, name)}.`;
    const ofWorkload = commands.filter(({ option }) => option.startsWith(own));
    if (ofWorkload.length === 0) return [];
    const declared = {
      app: app.name,
      image: app.image,
      packages: app.packages,
      workloads: [],
      programs: { ...programs, commands: ofWorkload },
    };
    const missing = missingProgram({ tree: codeOf(written, folder), declared: [declared] }).filter(({ message }) =>
      message.startsWith(own),
    );
    const files = missing.map(({ message, fix }) => ({ path: 'src', change: `${message.slice(own.length)}: ${fix}` }));
    return files.length === 0
      ? []
      : [{ app: app.name, what: `workload ${name} ${isNew ? 'is new' : 'changed'}`, files }];
  });
}

/** Your code as it is after this synth, which also writes the starter files of a new app. */
function codeOf(written: ReadonlyMap<string, Write>, folder: Folder): CodeTree {
  const onDisk = (path: string): string[] =>
    folder.entries(path).flatMap(({ name, isFolder }) => {
      const inside = `${path}/${name}`;
      return isFolder ? onDisk(inside) : [inside];
    });
  const below = (path: string): string[] => [
    ...new Set([...onDisk(path), ...[...written.keys()].filter((one) => one.startsWith(`${path}/`))]),
  ];
  return {
    below,
    hasFolder: (path) => below(path).length > 0,
    text: (path) => written.get(path)?.file.content ?? folder.text(path),
  };
}
