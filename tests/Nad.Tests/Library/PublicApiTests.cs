using System.Reflection;
using System.Text;
using Nad.Library;

namespace Nad.Tests.Library;

/// <summary>The supported surface is written down: a change of it is a decision. NAD_UPDATE_EXPECTATIONS=1 writes it anew.</summary>
public sealed class PublicApiTests
{
    private static readonly string Approved =
        Path.Combine(TestSupport.TestData.Repository, "tests", "Nad.Tests", "Library", "PublicApi.txt");

    [Fact]
    public void The_surface_is_the_approved_one()
    {
        string now = Surface();
        if (Environment.GetEnvironmentVariable("NAD_UPDATE_EXPECTATIONS") == "1") File.WriteAllText(Approved, now);
        Assert.Equal(File.ReadAllText(Approved), now);
    }

    private static string Surface()
    {
        StringBuilder text = new();
        foreach (Type type in typeof(ImageModel).Assembly
            .GetExportedTypes()
            .Where(t => t.Namespace == typeof(ImageModel).Namespace)
            .OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            text.Append(type.Name).Append('\n');
            foreach (string member in type
                .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(
                    m => m is not MethodInfo { IsSpecialName: true } && !m.Name.Contains('<', StringComparison.Ordinal)
                        && m.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct"))
                .Select(m => m.ToString()!)
                .Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }
}
