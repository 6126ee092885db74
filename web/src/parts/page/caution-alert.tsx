/** A remark that a person should see but need not act on, in the colours of caution. In: what Mantine's Alert takes. Out: the alert. */
import { Alert, type AlertProps } from '@mantine/core';

const COLOURS = { '--alert-bg': 'var(--caution-soft)', '--alert-color': 'var(--caution)' };

export function CautionAlert(props: Omit<AlertProps, 'color' | 'variant' | 'style'>) {
  return <Alert variant="light" style={COLOURS} {...props} />;
}
