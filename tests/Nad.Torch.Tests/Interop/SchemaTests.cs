using System.Reflection;
using Nad.TestSupport;
using Nad.Torch.Interop;

namespace Nad.Torch.Tests.Interop;

public sealed class SchemaTests
{
    private const string StoredVersion = "1.13";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_list_holds_every_operator_once(bool graph)
    {
        Operator[] fields =
        [.. (graph ? typeof(GraphOperators) : typeof(Operators))
            .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(f => f.FieldType == typeof(Operator))
            .Select(f => (Operator)f.GetValue(null)!)];
        Assert.Equal(
            fields.Select(o => o.ToString()).Order(), (graph ? GraphOperators.All : Operators.All).Select(o => o.ToString()).Order());
        Assert.Equal(fields.Length, fields.Distinct().Count());
    }

    [Theory]
    [InlineData("schemas", false)]
    [InlineData("graph-schemas", true)]
    public void Every_operator_has_the_stored_schema(string file, bool graph)
    {
        string[] stored = File.ReadAllLines(TestData.Fixture(Path.Combine("torch", $"{file}-{StoredVersion}.txt")));
        string[] found = [.. (graph ? GraphOperators.All : Operators.All).Select(o => o.Schema)];

        if (TorchRuntime.Version.StartsWith(StoredVersion, StringComparison.Ordinal))
        {
            Assert.Equal(stored, found);
        }
        else
        {
            TestContext.Current.AddWarning(
                $"libtorch is {TorchRuntime.Version}: only the names are compared, the stored schemas are of {StoredVersion}");
            Assert.Equal(stored.Select(Name), found.Select(Name));
        }
    }

    [Fact]
    public void An_operator_that_does_not_exist_is_named()
    {
        TorchException e = Assert.Throws<TorchException>(() => new Operator("aten::no_such_thing", "Tensor").Native);
        Assert.Contains("aten::no_such_thing.Tensor", e.Message, StringComparison.Ordinal);
    }

    private static string Name(string schema) => schema[..schema.IndexOf('(', StringComparison.Ordinal)];
}
