import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { hostOf } from '../config/registries';
import type { Answer } from '../registry/ask';
import { loginCommand } from '../registry/login-command';

/** What the registry said of one image. */
export interface ImageFacts {
  readonly app: string;
  /** The image that was asked for: what was released, or the name of one that was not. */
  readonly image: string;
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
  switch (answer.kind) {
    case 'found':
      return ok(subject, `it has ${image}`);
    case 'missing':
      return isReleased
        ? failed(
            subject,
            `it has no ${image}, which is released`,
            'you',
            `go back to one that it has: make history APP=${app}`,
          )
        : ok(subject, `it has no ${image} yet: the first push brings one`);
    case 'denied':
      return notChecked(subject, `it does not show ${image}: ${answer.why}`, 'you', loginCommand(host));
    case 'unreachable':
      return notChecked(
        subject,
        answer.why,
        'you',
        'look whether registry in .projenrc.ts is the right one, then make doctor again',
      );
  }
}
