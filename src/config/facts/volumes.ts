import { checkUse } from './use';
import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { SECRETS_FOLDER, SECRETS_VOLUME, TMP } from '../defaults';
import { VOLUME } from '../definitions/volumes';
import { mebibytes } from '../formats/quantities';
import { PROCESS_MEMORY } from '../memory';
import type { App, Volume, Workload } from '../model';
import { isLongRunning } from '../model';
import { claimName } from '../names';
import type { AppOptions, VolumeOptions } from '../options';
import { isExclusive } from '../resolve-workload';
import { member } from '../rules';

/** Checks the volumes of an app against each other and against the pods that mount them. */
export function checkVolumes(app: App, own: AppOptions, path: string, report: Report): void {
  const claims = new Map<string, string>();
  for (const workload of app.workloads) {
    const places = new Map<string, string>();
    for (const volume of workload.volumes) {
      const place = member(`${member(`${path}.workloads`, workload.name)}.volumes`, volume.name);
      const options = own.workloads?.[workload.name]?.volumes?.[volume.name];
      if (options === undefined) continue;
      checkMeaning(options, volume.type, place, report);
      checkTmp(volume, place, report);
      if (app.secrets.files.length > 0) checkSecretFiles(volume, place, report);
      unique(places, volume.mountPath, `${place}.mountPath`, 'mountPath', report);
      if (volume.type === 'persistentVolumeClaim') {
        unique(claims, claimName(workload, volume), place, 'name <workload>-<volume> of its claim', report);
      }
      if (isExclusive(volume)) checkExclusive(app, workload, place, report);
    }
    checkMemory(app, workload, `${member(`${path}.workloads`, workload.name)}.volumes`, report);
  }
}

/** Every pod has a writable `/tmp`, which a larger `emptyDir` can replace. */
function checkTmp({ name, mountPath, type, readOnly }: Volume, path: string, report: Report): void {
  if (mountPath !== TMP) {
    if (name !== 'tmp') return;
    const must = 'not be named tmp, which is the volume of /tmp';
    const fix = "choose another name, or set mountPath: '/tmp'";
    report({ code: 'not-unique', path, must, got: "'tmp'", fix });
  } else if (type !== 'emptyDir' || readOnly) {
    const must = 'be a writable emptyDir, because its mountPath is /tmp';
    const got = type === 'emptyDir' ? 'readOnly: true' : show(type);
    report({ code: 'conflicting-options', path, must, got, fix: 'choose another mountPath' });
  }
}

/** The volume of `secretFiles` has a fixed name and folder, where nothing else can be mounted. */
function checkSecretFiles({ name, mountPath }: Volume, path: string, report: Report): void {
  if (name === SECRETS_VOLUME) {
    const must = `not be named ${SECRETS_VOLUME}, which is the volume of the app's secretFiles`;
    report({ code: 'not-unique', path, must, got: show(name), fix: 'choose another name' });
  }
  if (mountPath !== SECRETS_FOLDER && !mountPath.startsWith(`${SECRETS_FOLDER}/`)) return;
  const must = `not be ${SECRETS_FOLDER} or below it, which holds the app's secretFiles`;
  report({ code: 'not-unique', path: `${path}.mountPath`, must, got: show(mountPath), fix: 'choose another folder' });
}

function checkMeaning(options: VolumeOptions, type: string, path: string, report: Report): void {
  checkUse(VOLUME, options, type, path, report, {
    only: (types) => `a volume of type ${types.join(' or ')}`,
    fix: () => 'remove it',
  });
  if (VOLUME.options.name.usedBy.some((user) => user === type) && options.name === undefined) {
    const must = `be the name of the ${type === 'secret' ? 'Secret' : 'ConfigMap'} to mount`;
    report({ code: 'missing-option', path: `${path}.name`, must, got: 'nothing', fix: 'add name', cause: path });
  }
}

function unique(users: Map<string, string>, value: string, path: string, what: string, report: Report): void {
  const user = users.get(value);
  if (user === undefined) {
    users.set(value, path);
  } else {
    const must = `have a unique ${what}; ${user} has the same`;
    report({ code: 'not-unique', path, must, got: show(value), fix: 'change one of them' });
  }
}

/** Only the first of several pods would start. */
function checkExclusive(app: App, workload: Workload, path: string, report: Report): void {
  const fix = "set accessMode: 'ReadWriteMany', if the storage can do that";
  if (isLongRunning(workload) && workload.strategy === 'RollingUpdate') {
    const must = 'be mountable by two pods if strategy is RollingUpdate: the old pod runs until the new one is ready';
    report({
      code: 'conflicting-options',
      path: `${path}.accessMode`,
      must,
      got: 'one pod at a time',
      fix,
      cause: path,
    });
  }
  for (const own of app.environments) {
    const { replicas, autoscaling } = own.pods[workload.name];
    if (!isLongRunning(workload) || (replicas <= 1 && autoscaling === undefined)) continue;
    const must = `be mountable by all pods, of which ${own.environment.name} has ${autoscaling?.maxReplicas ?? replicas}`;
    const one = `set replicas: 1 in ${own.environment.name}, or ${fix}`;
    report({
      code: 'conflicting-options',
      path: `${path}.accessMode`,
      must,
      got: 'one pod at a time',
      fix: one,
      cause: path,
    });
    return;
  }
}

/** Files in memory count against the pod's limit, all volumes together. */
function checkMemory(app: App, workload: Workload, path: string, report: Report): void {
  const inMemory = workload.volumes.filter(({ medium }) => medium === 'Memory');
  const last = inMemory.at(-1);
  if (last === undefined) return;
  const sum = inMemory.reduce((total, { size }) => total + mebibytes(size), 0);
  const room = (own: App['environments'][number]): number => mebibytes(own.pods[workload.name].memoryLimit) - sum;
  const tight = app.environments.find((own) => room(own) < PROCESS_MEMORY);
  if (tight === undefined) return;
  const limit = tight.pods[workload.name].memoryLimit;
  const others =
    inMemory.length === 1
      ? ''
      : `, together with ${inMemory
          .slice(0, -1)
          .map(({ name }) => name)
          .join(', ')},`;
  const must = `leave${others} ${PROCESS_MEMORY}Mi for the process: the memory limit is ${limit} in ${tight.environment.name}`;
  const fix = `set a lower size, or raise memory to at least ${sum + PROCESS_MEMORY}Mi`;
  const got = inMemory.length === 1 ? show(last.size) : `${sum}Mi in total`;
  report({ code: 'conflicting-options', path: `${member(path, last.name)}.size`, must, got, fix });
}
