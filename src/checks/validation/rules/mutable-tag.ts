import { records } from '../../../common/records';
import type { BuildTarget } from '../builds';
import type { TreeCheck, Context } from '../context';
import { isHeld } from '../context';
import { isMovingTag, parseImageName } from '../image-name';
import type { FilePlace } from '../locate';
import { locateField } from '../locate';
import { containersOf, describeObject } from '../objects';
import type { Problem } from '../problem';
import { lineInCommand } from '../shell';
import { triggersOf } from '../workflows';

/**
 * S6: CI set the tag `main` in production. The second release changes no text, so there is nothing to commit and Argo CD
 * never sees it. With a tag that moves, any restarted pod may also run an image that was never promoted.
 */
export const mutableTag: TreeCheck = (context) => [...inProduction(context), ...setByScripts(context)];

function inProduction(context: Context): Problem[] {
  const branches = branchesOf(context);
  return context.targets
    .filter(({ ok, folder }) => ok && context.isProduction(folder) && !isHeld(context, folder))
    .flatMap((target) =>
      target.objects.flatMap(({ object }) =>
        containersOf(object).flatMap(({ container, path }): Problem[] => {
          const image = typeof container.image === 'string' ? container.image : '';
          const { name, tag, digest } = parseImageName(image);
          if (image === '' || digest !== undefined || (tag !== undefined && !isMovingTag(tag, branches))) return [];
          const place =
            placeOf(context, target, image) ?? locateField(context.tree, target, object, [...path, 'image']);
          const what =
            tag === undefined ? `${name} without a tag, which means latest` : `${name}:${tag}, a mutable tag`;
          return [
            {
              rule: 'S6-mutable-tag',
              ...(place ?? { path: target.path }),
              message: `production runs ${what} (${describeObject(object)})`,
              fix: context.ownerOf(target, image)
                ? 'set the commit and the digest: newTag: <commit>, digest: sha256:…'
                : `use an exact version of ${name}, preferably with its digest`,
            },
          ];
        }),
      ),
    );
}

/** The entry of a kustomization that sets an image. */
function placeOf({ kustomizations }: Context, target: BuildTarget, image: string): FilePlace | undefined {
  const { name, tag } = parseImageName(image);
  for (const kustomization of target.closure.kustomizations) {
    const images = records(kustomization.data.images);
    const index = images.findIndex(
      (entry) => (entry.newName ?? entry.name) === name && entry.newTag !== undefined && String(entry.newTag) === tag,
    );
    if (index < 0) continue;
    return { path: kustomization.path, ...kustomizations.position(kustomization, ['images', index, 'newTag']) };
  }
  return undefined;
}

/** The branches whose pushes start a workflow. */
function branchesOf({ workflows }: Context): Set<string> {
  const branches = workflows.flatMap((workflow) => {
    const { push } = triggersOf(workflow) as { push?: { branches?: unknown } | null };
    return Array.isArray(push?.branches) ? push.branches.map(String) : [];
  });
  return new Set(branches);
}

/** Ways to get the name of the branch from GitHub. */
const BRANCH = String.raw`(?:github\.(?:ref_name|head_ref|base_ref)|GITHUB_(?:REF_NAME|HEAD_REF|BASE_REF|REF##)|git (?:branch --show-current|rev-parse --abbrev-ref))`;

const USES_BRANCH = new RegExp(BRANCH);
const SETS_BRANCH = new RegExp(String.raw`\b(\w+)\s*(?:[:=])\s*.*${BRANCH}`);

function setByScripts({ scripts, workflows, tree }: Context): Problem[] {
  const names = new Map(workflows.map(({ path }) => [path, branchVariables(tree.text(path) ?? '')]));
  return scripts.flatMap(({ path, commands, text }) => {
    const variables = names.get(path) ?? branchVariables(text);
    const uses = new RegExp(
      [BRANCH, ...variables.map((name) => String.raw`(?:\$\{?|env\.|outputs\.)${name}\b`)].join('|'),
    );
    return commands.flatMap((command): Problem[] => {
      const index = command.text.search(/\bset image\b|\bnewTag\b/);
      if (index < 0) return [];
      const rest = command.text.slice(index);
      const literal = /:(latest|main|master|prod|production|staging|develop)(?=["'\s]|$)/.exec(rest)?.[1];
      if (literal === undefined && !uses.test(rest)) return [];
      return [
        {
          rule: 'S6-mutable-tag',
          path,
          line: lineInCommand(command, index),
          message: `sets ${literal === undefined ? 'a branch name' : literal} as the tag, so the second release changes nothing`,
          fix: 'set the commit and digest of the pushed image',
        },
      ];
    });
  });
}

/** Variables, outputs, and `env` keys that hold a branch name and nothing that differs between commits. */
function branchVariables(text: string): string[] {
  if (!USES_BRANCH.test(text)) return [];
  return text.split('\n').flatMap((line) => {
    const match = SETS_BRANCH.exec(line);
    return match && !/\bsha\b|GITHUB_SHA/i.test(line) ? [match[1]] : [];
  });
}
