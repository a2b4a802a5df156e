using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace BackendRules.Bridge.Tests;

/// <summary>Arrows run one way: the tool on top, the orchestrator's client without Roslyn beside the workspace.</summary>
public sealed class Arrows
{
    [Theory]
    [InlineData("BackendRules.Workspace", "BackendRules.Analyzers BackendRules.CodeFixes BackendRules.Flow")]
    [InlineData("BackendRules.Cao", "")]
    [InlineData("backend-rules", "BackendRules.Analyzers BackendRules.CodeFixes BackendRules.Flow BackendRules.Workspace BackendRules.Cao")]
    public void An_assembly_refers_only_to_those_below_it(string assembly, string below)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(static name => name.Name!).Where(static name => name.StartsWith("BackendRules", StringComparison.Ordinal));
        Assert.Empty(references.Except(below.Split(' ')));
    }

    [Fact]
    public void The_client_knows_no_compiler_and_the_workspace_no_network_and_no_console()
    {
        Assert.DoesNotContain(Of("BackendRules.Cao"), static name => name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Assert.DoesNotContain(Of("BackendRules.Workspace"), static name => name is "System.Net.Requests" or "System.Net.Sockets" or "System.Console" or "Spectre.Console" or "ModelContextProtocol.Core");
        // A verb of an OpenAPI document is an HttpMethod; that is all that the workspace may take from there.
        Assert.DoesNotContain(TypesOf("BackendRules.Workspace"), static type => type.StartsWith("System.Net.", StringComparison.Ordinal) && type != "System.Net.Http.HttpMethod");
    }

    private static IReadOnlyList<string> TypesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Assembly.Load(assembly).Location));
        var reader = file.GetMetadataReader();
        return reader.TypeReferences.Select(reader.GetTypeReference).Select(type => reader.GetString(type.Namespace) + "." + reader.GetString(type.Name)).ToList();
    }

    private static IEnumerable<string> Of(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies().Select(static name => name.Name!);
}
