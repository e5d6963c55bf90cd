/** Keeps a fault in one part from taking the whole app away. */
import { Component, type ReactNode } from 'react'
import { ErrorNote } from './error-note.tsx'

interface ErrorBoundaryProps {
  title: string
  /** A new value gives the part another try. */
  resetKey: string
  children: ReactNode
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override componentDidUpdate(before: ErrorBoundaryProps) {
    if (before.resetKey !== this.props.resetKey && this.state.error) this.setState({ error: undefined })
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return <ErrorNote title={this.props.title} error={error} onRetry={() => this.setState({ error: undefined })} />
  }
}
