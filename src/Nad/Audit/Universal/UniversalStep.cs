using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Audit;

/// <summary>
/// One step of the searches of all goals: each goes down CE(f(x'), goal) + λ·size by Adam, and its λ rises while the change succeeds on 95
/// % of the images and falls while it does not, so that the smallest change that succeeds is left. Searches do not know each other: the
/// order of the classes is of no account.
/// </summary>
/// <remarks>Source: Wang et al. 2019, section V; a weight that moves at every step is our choice, for fewer steps.</remarks>
internal sealed class UniversalStep : TrainingStep
{
    private const double Sharpest = 1e-6;

    private readonly AuditSubject subject;
    private readonly PatternFamily family;
    private readonly AuditOptions options;
    private readonly List<Search> searches;
    private readonly Adam adam;
    private readonly IDisposable frozen;

    /// <param name="subject">The model, which stays as it is.</param>
    /// <param name="family">Kind of change.</param>
    /// <param name="goals">Classes, or <see cref="Goal.Away"/>.</param>
    /// <param name="options">Share of images that a change must send to its goal, and how λ moves.</param>
    /// <param name="start">Gives a stream for the start of a search, the same each time.</param>
    public UniversalStep(AuditSubject subject, PatternFamily family, IEnumerable<int> goals, AuditOptions options, Func<RandomStream> start)
    {
        (this.subject, this.family, this.options) = (subject, family, options);
        using TensorScope scope = TensorScope.Begin();
        searches = [.. goals.Select(
            g => new Search(g, Array.ConvertAll(family.Start(subject.A.Height, subject.A.Width, start()), Own))
            {
                Weight = family.FirstWeight
            })];
        frozen = subject.Model.State.Freeze();
        adam = new Adam(searches.SelectMany(s => s.Free), new AdamOptions { LearningRate = options.SearchRate, Beta1 = 0.5, Beta2 = 0.9 });
    }

    public override IReadOnlyList<IOptimizer> Optimizers => [adam];

    /// <summary>What each goal's search found: the smallest change that succeeded on the last images seen, else the last.</summary>
    public IReadOnlyList<(int Goal, RecoveredPattern Pattern, double Size)> Found()
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        (int height, int width) = (subject.A.Height, subject.A.Width);
        return [.. searches.Select(s => (s.HasBest ? s.Best : s.Free, s.Goal))
            .Select(s => (s.Goal, family.Export(s.Item1, height, width), family.Size(family.Share(s.Item1).Item(), height, width)))];
    }

    public override StepLoss Take(Batch batch, RandomStream random, double rate)
    {
        adam.LearningRate = rate;
        long[] answers = batch.Labels.ToLongs();
        List<Tensor> gradients = [];
        double total = 0, entropy = 0;
        foreach (Search search in searches)
        {
            using TensorScope scope = TensorScope.Begin();
            (Tensor ce, Tensor share, Tensor logits) = Loss(search, batch, answers);
            Tensor loss = ce + (share * search.Weight);
            total += loss.Item();
            entropy += ce.Item();
            foreach (Tensor g in Autograd.Gradients(loss, search.Free)) gradients.Add(scope.Keep(g));
            search.Judge(answers, logits.ArgMax(1).ToLongs(), share.Item(), options);
        }

        adam.Step([.. gradients]);
        return new StepLoss(Scalar(total / searches.Count), Scalar(entropy / searches.Count), []);
    }

    public override StepLoss Look(Batch batch, RandomStream random)
    {
        (Tensor ce, Tensor share, _) = Loss(searches[0], batch, batch.Labels.ToLongs());
        return new StepLoss(ce + (share * searches[0].Weight), ce, []);
    }

    public override IReadOnlyList<NamedTensor> Export() =>
    [
        .. searches.SelectMany((s, k) => s.Free.Select((t, i) => new NamedTensor($"free.{k}.{i}", t.ToData()))),
        .. searches.SelectMany((s, k) => s.Best.Select((t, i) => new NamedTensor($"best.{k}.{i}", t.ToData()))),
        .. searches.Select((s, k) => new NamedTensor($"state.{k}", Doubles([s.Weight, s.Success, s.BestShare]))),
    ];

    public override void Import(IReadOnlyList<NamedTensor> stored)
    {
        Dictionary<string, TensorData> named = stored.ToDictionary(t => t.Name, t => t.Data, StringComparer.Ordinal);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        for (int k = 0; k < searches.Count; k++)
        {
            Search s = searches[k];
            for (int i = 0; i < s.Free.Length; i++)
            {
                s.Free[i].CopyInPlace(Tensor.From(Of($"free.{k}.{i}")));
                s.Best[i].CopyInPlace(Tensor.From(Of($"best.{k}.{i}")));
            }

            if (Of($"state.{k}") is not { Type: DType.Float64, Shape: [3] } state) throw Missing();
            (s.Weight, s.Success, s.BestShare) =
                (BitConverter.ToDouble(state.Bytes), BitConverter.ToDouble(state.Bytes, 8), BitConverter.ToDouble(state.Bytes, 16));
        }

        TensorData Of(string name) => named.TryGetValue(name, out TensorData? data) ? data : throw Missing();
        static UnsupportedInputException Missing() => new("The state of a search for universal changes is missing.");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        searches.ForEach(s => s.Dispose());
        frozen.Dispose();
    }

    private (Tensor Entropy, Tensor Share, Tensor Logits) Loss(Search search, Batch batch, long[] answers)
    {
        Tensor x = family.Apply(batch.Images, search.Free).Contiguous(MemoryLayout.ChannelsLast);
        Tensor logits = subject.Model.Forward(x, Mode.Inference, TapForm.None).Logits;
        Tensor ce = search.Goal == Goal.Away
            ? Away(logits, answers)
            : Functional.CrossEntropy(logits, On(Tensor.From(Array.ConvertAll(answers, _ => (long)search.Goal), answers.Length)));
        return (ce, family.Share(search.Free), logits);
    }

    // −log(1 − p[own]): falls to 0 as the image leaves its class, whatever takes it.
    private Tensor Away(Tensor logits, long[] answers)
    {
        float[] own = new float[answers.Length * subject.Classes];
        for (int n = 0; n < answers.Length; n++) own[(n * subject.Classes) + answers[n]] = 1;
        Tensor p = (logits.Softmax(1) * On(Tensor.From(own, answers.Length, subject.Classes))).Sum([1]);
        return ((p * -1) + (1 + Sharpest)).Log().Mean() * -1;
    }

    private Tensor On(Tensor tensor) => tensor.Like(searches[0].Free[0]);

    private Tensor Own(Tensor tensor) =>
        (subject.Model.Device.IsCpu ? tensor : tensor.To(subject.Model.Device, DType.Float32)).Unscoped().RequireGrad();

    private static Tensor Scalar(double number) => Tensor.From([(float)number], 1).Sum();

    private static TensorData Doubles(double[] numbers) =>
        new(DType.Float64, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>The search of one goal.</summary>
    private sealed class Search(int goal, Tensor[] free) : IDisposable
    {
        public int Goal { get; } = goal;

        public Tensor[] Free { get; } = free;

        public Tensor[] Best { get; } = Array.ConvertAll(free, t =>
        {
            using Autograd.NoGradScope off = Autograd.NoGrad();
            return t.Clone().Unscoped();
        });

        public double Weight { get; set; }

        public double Success { get; set; }

        public double BestShare { get; set; } = 2;

        public bool HasBest => BestShare < 2;

        /// <summary>
        /// Moves λ by what the change did to the last images, before it is moved itself; keeps it if it is the smallest that succeeded.
        /// </summary>
        public void Judge(long[] before, long[] after, double share, AuditOptions options)
        {
            int hits = 0, trials = 0;
            for (int n = 0; n < before.Length; n++)
            {
                if (before[n] == Goal) continue;
                trials++;
                if (Goal == Audit.Goal.Away ? after[n] != before[n] : after[n] == Goal) hits++;
            }

            if (trials > 0) Success = (options.SearchMemory * Success) + ((1 - options.SearchMemory) * hits / trials);
            bool succeeds = Success >= options.Success;
            Weight = succeeds ? Weight * options.SearchChange : Weight / options.SearchChange;
            if (!succeeds || share >= BestShare) return;
            BestShare = share;
            using Autograd.NoGradScope off = Autograd.NoGrad();
            for (int i = 0; i < Free.Length; i++) Best[i].CopyInPlace(Free[i]);
        }

        public void Dispose()
        {
            Array.ForEach(Free, t => t.Dispose());
            Array.ForEach(Best, t => t.Dispose());
        }
    }
}
