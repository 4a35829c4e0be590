// The node half of NodePeer.cs: JSON lines in, JSON lines out.
import { createInterface } from 'node:readline';

/** Says something by itself. */
export const say = line => process.stdout.write(JSON.stringify(line) + '\n');

/** Answers each question with what `answer(question)` resolves to; a thrown error becomes `{error}`. */
export function answerWith(answer) {
  createInterface({ input: process.stdin })
    .on('line', async text => {
      const question = JSON.parse(text);
      try {
        say({ ...(await answer(question)), id: question.id });
      } catch (error) {
        say({ id: question.id, error: String(error?.stack ?? error) });
      }
    })
    .on('close', () => process.exit(0));
}
