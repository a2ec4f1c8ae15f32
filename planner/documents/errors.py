class DocumentTooLarge(Exception): pass
class RenderFailed(Exception): pass
class RendererBusy(Exception): pass
