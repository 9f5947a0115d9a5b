namespace Nad.Torch.Modules;

/// <summary>How a model is run: an argument of every forward pass, never a hidden state of the model.</summary>
public enum Mode
{
    /// <summary>Batch statistics; running statistics are updated.</summary>
    Training,

    /// <summary>Running statistics; nothing changes.</summary>
    Inference,
}
