namespace Nad.Data;

/// <summary>
/// Names of splits as people write them: <c>train</c>, <c>Training</c>, <c>seg_train</c>, <c>train_set</c>, <c>testSet</c>, <c>val2017</c>,
/// <c>Validierung</c>. A name is only a hint; whether a folder is a split or a class is decided by what is in it
/// (<see cref="ClassLayout"/>).
/// </summary>
internal static class SplitWords
{
    // In order of preference: of two folders that both are to train on, the first is taken.
    private static readonly string[] Train =
    [
        "train", "training", "trainset", "trainingset", "traindata", "trn", "tr", "trainval", "entrainement", "apprentissage",
        "entrenamiento", "treino", "addestramento"
    ];

    private static readonly string[] Test =
    [
        "test", "testing", "testset", "testdata", "tst", "prueba", "teste", "val", "valid", "validation", "validate", "validierung",
        "validacion", "validacao", "valset", "dev", "devset", "eval", "evaluation", "evaluate", "evalset", "holdout",
    ];

    // Words that stand beside the one that counts.
    private static readonly HashSet<string> Neutral = new(StringComparer.Ordinal)
    {
        "seg", "set", "sets", "data", "dataset", "images", "image", "imgs", "img", "pictures", "pics", "split", "splits", "final",
        "official", "folder", "dir", "files", "original", "raw", "clean", "new", "full", "all", "small", "resized", "cropped", "processed",
        "my", "the", "x", "hold", "out",
    };

    /// <summary>What a folder of that name is for, and how good a name it is (0: the best); null where the name says nothing.</summary>
    internal static (SplitRole Role, int Rank)? Of(string name)
    {
        List<string> words = Words(name);
        (SplitRole Role, int Rank)? found = null;
        foreach (string word in words)
        {
            int train = Array.IndexOf(Train, word), test = Array.IndexOf(Test, word);
            if (train < 0 && test < 0)
            {
                if (!Neutral.Contains(word)) return null;
                continue;
            }

            if (found is not null) return null;
            found = train >= 0 ? (SplitRole.Train, train * 2) : (SplitRole.Test, test * 2);
        }

        if (found is null && words is ["hold", "out"]) return (SplitRole.Test, Test.Length * 2);
        return found is { } f && words.Count > 1 ? (f.Role, f.Rank + 1) : found;
    }

    // Letters only, accents taken off, parted where something else stands or a capital follows a small letter.
    private static List<string> Words(string name)
    {
        List<string> words = [];
        string plain = UnicodeForm.KeyOf(name);
        int start = -1;
        for (int i = 0; i <= plain.Length; i++)
        {
            bool mark = i < plain.Length && char.GetUnicodeCategory(plain[i]) == System.Globalization.UnicodeCategory.NonSpacingMark;
            bool inside = i < plain.Length && (char.IsLetter(plain[i]) || mark);
            bool hump = start >= 0 && inside && char.IsUpper(plain[i]) && char.IsLower(plain[i - 1]);
            if (start >= 0 && (!inside || hump))
            {
                words.Add(string.Concat(plain[start..i].Where(char.IsLetter)).ToLowerInvariant());
                start = -1;
            }

            if (inside && start < 0 && !mark) start = i;
        }

        return words;
    }
}
