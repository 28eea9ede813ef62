import { generatedFromTemplate, packageManagerSamples, SAMPLES } from './samples';
import { CHECKSUMS, VERSIONS } from '../config/defaults';
import type { Repository } from '../config/model';
import { otherHost } from '../config/other-hosts';
import type { TreeFile } from '../files/tree/tree';

interface RepositoryTemplate {
  readonly path: string;
  readonly option: string;
  readonly instead: string;
  readonly executable?: boolean;
}

const SCRIPT = 'There is no option for it yet. You can add your own scripts to the folder.';

const REPORT = 'scripts/report-missing-secrets.sh';

const FILES: readonly RepositoryTemplate[] = [
  { path: 'Makefile', option: 'apps', instead: 'Put your own targets in local.mk.' },
  { path: 'scripts/help.awk', option: 'name', instead: SCRIPT },
  { path: 'scripts/typed.mk', option: 'name', instead: 'Put your own variables in local.mk.' },
  ...['check-generated.sh', 'install-tools.sh', 'report-missing-secrets.sh', 'validate-gitops.sh'].map((script) => ({
    path: `scripts/${script}`,
    option: 'name',
    instead: SCRIPT,
    executable: true,
  })),
];

/** Renders the Makefile and the scripts of the repository. */
export function renderRepositoryFiles(repository: Repository): TreeFile[] {
  const samples = {
    [SAMPLES.app]: repository.apps.map((app) => app.name).join(' '),
    [SAMPLES.kustomize]: VERSIONS.kustomize,
    ...packageManagerSamples(repository),
    [SAMPLES.kubeseal]: VERSIONS.kubeseal,
    [SAMPLES.checksums]: Object.entries(CHECKSUMS)
      .map(([archive, hash]) => `${hash}  ${archive}`)
      .join('\n'),
  };
  // Only workflows run it.
  const files = FILES.filter(({ path }) => path !== REPORT || otherHost(repository) === undefined);
  return files.map(({ path, option, instead, executable }) => ({
    path,
    // An empty list of apps would leave a trailing space.
    content: generatedFromTemplate(`repository/${path}`, path, option, samples).replace(/ +$/gm, ''),
    executable,
    owner: 'generated',
    option,
    instead,
  }));
}
