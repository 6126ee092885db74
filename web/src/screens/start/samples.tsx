/** A few pictures of a few classes, so that one sees whether the labels are read right. In: what was recognised. Out: pictures by class. */
import { Text } from '@mantine/core';
import type { InspectionResponse } from '../../../../src/protocol/index.js';
import classes from './start.module.css';

export function Samples({ found }: { found: InspectionResponse }) {
  const shown = [...new Set(found.samples.map(({ classIndex }) => classIndex))];
  return (
    <div className={classes.samples}>
      {shown.map((classIndex) => (
        <figure key={classIndex} className={classes.class}>
          <div className={classes.pictures}>
            {found.samples
              .filter((sample) => sample.classIndex === classIndex && sample.picture !== null)
              .map(({ path, picture }) => (
                <img key={path} src={picture!} alt={path} title={path} className={classes.picture} />
              ))}
          </div>
          <Text component="figcaption" className={classes.caption}>
            {found.classes[classIndex]!.name}
          </Text>
        </figure>
      ))}
    </div>
  );
}
