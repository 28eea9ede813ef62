import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import type { Answer } from '../../clients/registry/ask';
import { loginCommand } from '../../clients/registry/login-command';
import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';
import { hostOf } from '../../config/registries';

/** What the registry said of one image. */
export interface ImageFacts {
  readonly app: string;
  readonly image: Image;
  readonly isReleased: boolean;
  readonly answer: Answer;
}

/**
 * Whether the registry answers this machine. That it has no image yet is an answer, and right before the first release;
 * one that does not say shows nothing: some say no of what they do not have, and pods log in on their own.
 */
export function registryAnswerCheck(registry: string, asked: Asked<ImageFacts>): Check {
  const host = hostOf(registry);
  const subject = { id: 'registry.answer', group: 'registry', title: `${host} answers this machine` } as const;
  if (!isAnswered(asked)) return notChecked(subject, asked.why, 'you', 'make doctor, where there is a network');
  const { app, image, isReleased, answer } = asked.answer;
  const name = isReleased ? formatImage(image) : image.name;
  switch (answer.kind) {
    case 'found':
      return ok(subject, `it has ${name}`);
    case 'missing':
      return isReleased
        ? failed(
            subject,
            `it has no ${name}, which is released`,
            'you',
            `go back to one that it has: make history APP=${app}`,
          )
        : ok(subject, `it has no ${name} yet: the first push brings one`);
    case 'denied':
      return notChecked(subject, `it does not show ${name}: ${answer.why}`, 'you', loginCommand(host));
    case 'unreachable':
      return notChecked(
        subject,
        answer.why,
        'you',
        'look whether registry in .projenrc.ts is the right one, then make doctor again',
      );
  }
}
