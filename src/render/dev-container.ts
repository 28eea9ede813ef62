import { EXTENSIONS, jsonFile } from './editors';
import { generatedFromTemplate, SAMPLES } from './samples';
import { VERSIONS } from '../config/defaults';
import type { Repository } from '../config/model';
import { quietCleanInstall } from '../config/package-managers';
import type { TreeFile } from '../files/tree/tree';

const OPTION = 'devContainer';
const FOLDER = '.devcontainer';
const USER = 'vscode';

/**
 * Renders a dev container with what `make check` needs, if `devContainer` is set.
 *
 * @see https://containers.dev/implementors/json_reference/
 */
export function renderDevContainer(repository: Repository): TreeFile[] {
  if (!repository.devContainer) return [];
  const dockerfile = `${FOLDER}/Dockerfile`;
  const config = {
    name: repository.name,
    build: { dockerfile: 'Dockerfile' },
    remoteUser: USER,
    // Packages and tools stay when the container is built again.
    mounts: [`source=${repository.name}-cache,target=/home/${USER}/.cache,type=volume`],
    // The cache is on another file system than the repository.
    containerEnv: { UV_LINK_MODE: 'copy' },
    forwardPorts: [...new Set(repository.apps.map(({ port }) => port))],
    postCreateCommand: `${quietCleanInstall(repository.packageManager)} && make setup tools`,
    customizations: { vscode: { extensions: EXTENSIONS } },
  };
  const samples = {
    [SAMPLES.baseImage]: repository.baseImage,
    [SAMPLES.nodeImage]: nodeImage(repository.baseImage),
  };
  return [
    jsonFile(`${FOLDER}/devcontainer.json`, OPTION, config),
    {
      path: dockerfile,
      content: generatedFromTemplate(`repository/${dockerfile}`, dockerfile, OPTION, samples),
      owner: 'generated',
      option: OPTION,
      optedInBy: OPTION,
      instead: `Set baseImage, or ${OPTION}: false, then write your own.`,
    },
  ];
}

/** The image of Node.js, from the mirror that has the Python image. */
function nodeImage(baseImage: string): string {
  const [, mirror] = /^(.*\/)python[:@]/.exec(baseImage) ?? [];
  return `${mirror ?? 'docker.io/library/'}node:${VERSIONS.node}-trixie-slim`;
}
