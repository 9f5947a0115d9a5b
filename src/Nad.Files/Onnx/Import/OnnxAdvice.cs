namespace Nad.Files.Onnx.Import;

/// <summary>What messages about networks that are not followed advise.</summary>
public static class OnnxAdvice
{
    /// <summary>The line that exports a PyTorch model so that it can be trained: with its batch norms, names and an open batch.</summary>
    public const string Export =
        "torch.onnx.export(model.eval(), x, 'model.onnx', training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, " +
        "opset_version=17, input_names=['input'], dynamic_axes={'input': {0: 'batch'}}).";
}
