/** Links to pages of the app, checked by the router's types, in the looks of the component library. */
import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type AnchorFaceProps = AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>;
type ButtonFaceProps = ButtonProps & Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps>;

function AnchorFace(props: AnchorFaceProps) {
  return <Anchor {...props} />;
}

function ButtonFace(props: ButtonFaceProps) {
  return <Button component="a" {...props} />;
}

/** A link in running text or a table. */
export const PageLink: LinkComponent<typeof AnchorFace> = createLink(AnchorFace);

/** A link that looks like a button: the next step, a way out. */
export const PageButton: LinkComponent<typeof ButtonFace> = createLink(ButtonFace);
