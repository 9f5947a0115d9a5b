using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Nad.Cli.Tests.Outputs;
using Nad.TestSupport;

namespace Nad.Cli.Tests;

/// <summary>The statement beside a manifest: the fields that in-toto asks for, and nothing that the manifest does not say.</summary>
public sealed class AttestationTests : IDisposable
{
    private readonly Writers writers = new();

    public void Dispose() => writers.Dispose();

    [Fact]
    public void An_erasure_attests_the_models_before_and_after()
    {
        JsonNode statement = Read("attestation.json"), manifest = Read("manifest.json");

        // in-toto Attestation Framework, Statement v1: these four, with a digest for each subject.
        Assert.Equal(["_type", "subject", "predicateType", "predicate"], statement.AsObject().Select(f => f.Key));
        Assert.Equal("https://in-toto.io/Statement/v1", (string)statement["_type"]!);
        Assert.True(Uri.IsWellFormedUriString((string)statement["predicateType"]!, UriKind.Absolute));
        Dictionary<string, string> subjects =
            statement["subject"]!.AsArray().ToDictionary(s => (string)s!["name"]!, s => (string)s!["digest"]!["sha256"]!);
        Assert.Equal(["before/m.safetensors", "model.pth", "model.safetensors"], subjects.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Hash("model.pth"), subjects["model.pth"]);
        Assert.Equal((string)manifest["inputs"]![0]!["sha256"]!, subjects["before/m.safetensors"]);
        JsonNode predicate = statement["predicate"]!;
        Assert.Equal("auto", (string)predicate["method"]!);
        Assert.Equal((string)manifest["verdict"]!, (string)predicate["verdict"]!);
        Assert.Equal(manifest["identity"]!.ToJsonString(), predicate["parameters"]!.ToJsonString());
        Assert.StartsWith("nad 0.", (string)predicate["tool"]!, StringComparison.Ordinal);
        Assert.Equal((0, ""), Verified());
    }

    [Theory]
    [InlineData("/subject/1/digest/sha256", "gives model.pth another SHA-256")]
    [InlineData("/predicate/verdict", "does not say what the manifest says")]
    [InlineData("/predicate/method", "does not say what the manifest says")]
    public void A_statement_that_says_otherwise_is_told_even_where_the_manifest_covers_it(string place, string told)
    {
        JsonNode statement = Read("attestation.json"), at = statement;
        string[] path = place[1..].Split('/');
        foreach (string name in path[..^1]) at = int.TryParse(name, out int index) ? at[index]! : at[name]!;
        at[path[^1]] = new string('a', 64);
        File.WriteAllText(Path.Combine(writers.Erased, "attestation.json"), statement.ToJsonString());
        Assert.Equal(1, Verified().Code);

        // Somebody who changes both.
        JsonNode manifest = Read("manifest.json");
        manifest["outputs"]!["attestation.json"]!["sha256"] = Hash("attestation.json");
        manifest["outputs"]!["attestation.json"]!["bytes"] = new FileInfo(Path.Combine(writers.Erased, "attestation.json")).Length;
        File.WriteAllText(Path.Combine(writers.Erased, "manifest.json"), manifest.ToJsonString());
        (int code, string output, _) = Cli.Run("verify", writers.Erased);
        Assert.Equal(1, code);
        Assert.Contains(told, output, StringComparison.Ordinal);
    }

    // The commands of docs/attestation.md, word for word.
    [Fact]
    public async Task The_page_says_how_to_sign_it_and_the_signature_holds()
    {
        string[] blocks = [.. File.ReadAllText(Path.Combine(TestData.Repository, "docs", "attestation.md"))
            .Split("```")
            .Where((b, i) => i % 2 == 1 && b.Contains("openssl", StringComparison.Ordinal))];
        Assert.Equal(2, blocks.Length);
        string script = string.Join('\n', blocks).Replace(
            "out/erased/attestation.json", Path.Combine(writers.Erased, "attestation.json"), StringComparison.Ordinal);
        using TempFolder work = new();
        ProcessStartInfo start =
            new("/bin/bash") { WorkingDirectory = work.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])[
            "-e",
            "-c",
            script + "\nopenssl pkeyutl -verify -pubin -inkey key.pub -rawin -in pae -sigfile pae.sig"
        ])
            start.ArgumentList.Add(word);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal(2, (await output).Split("Signature Verified Successfully").Length - 1);

        // DSSE: "DSSEv1", length and text of the type, length and bytes of the payload.
        JsonNode envelope = JsonNode.Parse(File.ReadAllText(work.File("attestation.dsse.json")))!;
        byte[] payload = Convert.FromBase64String((string)envelope["payload"]!);
        string type = (string)envelope["payloadType"]!;
        Assert.Equal(
            [.. Encoding.UTF8.GetBytes($"DSSEv1 {type.Length} {type} {payload.Length} "), .. payload], File.ReadAllBytes(work.File("pae")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(writers.Erased, "attestation.json")), payload);
    }

    private (int Code, string Errors) Verified()
    {
        (int code, _, string errors) = Cli.Run("verify", writers.Erased);
        return (code, errors);
    }

    private JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(writers.Erased, name)))!;

    private string Hash(string name) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(writers.Erased, name))));
}
