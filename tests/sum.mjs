// Adds up the result files of a run and prints its one line; the exit code is non-zero on a failure or when nothing ran.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const sum = { passed: 0, failed: 0, skipped: 0 };

for (const file of readdirSync(folder).filter(name => name.endsWith('.xml'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const counted = [...text.matchAll(/<assembly\s[^>]*>/g)].map(match => match[0]);
    const number = (tag, name) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    for (const tag of counted) {
        sum.passed += number(tag, 'passed');
        sum.failed += number(tag, 'failed') + number(tag, 'errors');
        sum.skipped += number(tag, 'skipped') + number(tag, 'not-run');
    }
    if (counted.length === 0) sum.failed++;
}

const steps = join(folder, 'failed-steps.txt');
if (existsSync(steps)) {
    const reasons = readFileSync(steps, 'utf8').trim().split('\n');
    sum.failed += reasons.length;
    for (const reason of reasons) console.log(`Failed step: ${reason}`);
}

console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
