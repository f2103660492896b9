import { Component, type ComponentType } from 'preact'

/** A component that is drawn again only if one of its properties is another one. For rows of long tables. */
export function unlessChanged<Props extends object>(Inner: ComponentType<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return (Object.keys(next) as (keyof Props)[]).some((name) => next[name] !== this.props[name])
    }

    override render(props: Props) {
      return <Inner {...props} />
    }
  }
}
