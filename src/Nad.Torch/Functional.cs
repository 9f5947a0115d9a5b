using Nad.Torch.Interop;

namespace Nad.Torch;

/// <summary>Operators of neural networks that have no state of their own.</summary>
public static class Functional
{
    /// <summary>Mean cross-entropy of logits against class indices or against probabilities. <c>aten::cross_entropy_loss</c></summary>
    /// <param name="logits">N×C, floating point.</param>
    /// <param name="labels">
    /// N class indices, Int64, each in 0 … C − 1; or N×C probabilities, of the type of the logits, each row adding up to 1.
    /// </param>
    /// <returns>A scalar.</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels)
    {
        const int mean = 1;
        return Dispatcher.Call(Operators.CrossEntropy, logits, labels, Value.None, mean, -100, 0.0);
    }

    /// <summary>Cross-correlation of N×C×H×W images with O×C×kH×kW weights. <c>aten::conv2d</c></summary>
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, int stride, int padding) =>
        Dispatcher.Call(
            Operators.Conv2d, input, weight, bias, new long[] { stride, stride }, new long[] { padding, padding }, new long[] { 1, 1 }, 1);

    /// <summary>x·Wᵀ + b for N×I inputs and an O×I weight. <c>aten::linear</c></summary>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias) => Dispatcher.Call(Operators.Linear, input, weight, bias);

    /// <summary>
    /// Normalises each channel of N×C×H×W. In training with the batch's own mean and (biased) variance, which also update the running ones
    /// (variance unbiased); otherwise with the running ones. <c>aten::batch_norm</c>
    /// </summary>
    public static Tensor BatchNorm(
        Tensor input, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVar, bool training, double momentum, double epsilon) =>
        Dispatcher.Call(Operators.BatchNorm, input, weight, bias, runningMean, runningVar, training, momentum, epsilon, true);
}
