/** What a command says when something went wrong: what happened, what was done, what to do. */

export type Message = {
  readonly happened: string;
  /** By the command, and what is therefore known not to have happened. */
  readonly done: string;
  /** For the person, the likeliest first. */
  readonly todo: readonly string[];
};

export const formatMessage = ({ happened, done, todo }: Message): string =>
  [happened, done, ...todo.map((each) => `  - ${each}`)].join('\n');
