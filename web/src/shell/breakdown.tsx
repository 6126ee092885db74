/** What a person sees where there is no page, or a page broke down: what happened and where to go. */
import { Code, Group, Stack } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { EmptyState } from '../parts/page/empty-state.js';
import { FailureAlert } from '../parts/page/failure-alert.js';
import { PageButton } from '../parts/page/page-link.js';
import { PageTitle } from '../parts/page/page-title.js';

export function UnknownPage() {
  const router = useRouter();
  return (
    <>
      <PageTitle title="No such page" />
      <EmptyState
        title="There is nothing at this address"
        icon={<IconMapPinOff aria-hidden />}
        actions={
          <PageButton to="/" variant="default">
            Go to the overview
          </PageButton>
        }
      >
        <Code>{router.state.location.pathname}</Code> is no page of this app. The link may be old, or a letter
        was lost.
      </EmptyState>
    </>
  );
}

export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Stack>
      <PageTitle title="This page broke down" />
      <FailureAlert
        error={error}
        title="The page could not be shown"
        retry={() => {
          reset();
          void router.invalidate();
        }}
      />
      <Group>
        <PageButton to="/" variant="default" onClick={reset}>
          Go to the overview
        </PageButton>
      </Group>
    </Stack>
  );
}
