namespace Nad.TestSupport;

/// <summary>Finds the real data that some tests need, and says so when it is absent.</summary>
internal static class TestData
{
    /// <summary>
    /// Folder named by <c>NAD_TEST_DATA</c>, else <c>../shared/data</c> beside the repository; null where neither exists.
    /// </summary>
    public static string? Root { get; } = Find();

    /// <summary>Root of this checkout: the first parent folder that holds <c>Nad.slnx</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Full path of a real file or folder; the running test is skipped, saying why, where it is absent.</summary>
    public static string Require(params string[] parts)
    {
        string? path = Root is null ? null : Path.Combine([Root, .. parts]);
        if (path is null || !Path.Exists(path))
        {
            Assert.Skip($"needs real data: {string.Join('/', parts)} under NAD_TEST_DATA (default ../shared/data), which is not there");
        }

        return path!;
    }

    /// <summary>A stored array file made by <c>tests/fixtures/make_fixtures.py</c>.</summary>
    public static string Fixture(string name) => Path.Combine(Repository, "tests", "fixtures", name);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("NAD_TEST_DATA");
        string path = string.IsNullOrEmpty(named) ? Path.Combine(FindRepository(), "..", "shared", "data") : named;
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Nad.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Nad.slnx was not found above " + AppContext.BaseDirectory);
    }
}
