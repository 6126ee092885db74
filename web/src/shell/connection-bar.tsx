/** A bar across the page while the server cannot be reached, or is newer than the page. Gone when all is well. */
import { Alert, Button, Code, Group } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useConnection } from './connection.js';
import styles from './shell.module.css';

export function ConnectionBar() {
  const connection = useConnection();
  return (
    <div className={styles.connection} role="status">
      {connection === 'open' ? null : (
        <Alert
          color={connection === 'lost' ? 'red' : 'yellow'}
          variant="light"
          radius={0}
          py={8}
          icon={<IconPlugConnectedX aria-hidden />}
        >
          <Group gap="sm" justify="space-between">
            <span>
              {connection === 'lost' ? (
                <>
                  The server does not answer; this page tries again every few seconds. Check that{' '}
                  <Code>spuriosity serve</Code> is running; answers given meanwhile are kept here and sent
                  when it is back.
                </>
              ) : (
                'The server is now another version of the program than this page.'
              )}
            </span>
            {connection === 'outdated' ? (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconRefresh size={14} aria-hidden />}
                onClick={() => window.location.reload()}
              >
                Reload
              </Button>
            ) : null}
          </Group>
        </Alert>
      )}
    </div>
  );
}
