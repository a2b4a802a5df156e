using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4008: an entity or a request that a log takes apart with all that hangs on it.</summary>
public sealed class WholeObject : Check
{
    internal static readonly Rule Declared = new(
        "BR4008",
        nameof(WholeObject),
        "Logs take apart small values, not object graphs",
        "'{{@{0}}}' takes apart '{1}', {2}; log the members that are needed",
        Level.Off)
    {
        Profile = ["CR5"],
        Cwe = [532],
    };

    private static readonly string[] s_frameworks =
    [
        "Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse", "System.Security.Claims.ClaimsPrincipal",
        "System.Net.Http.HttpRequestMessage", "System.Net.Http.HttpResponseMessage", "Microsoft.EntityFrameworkCore.DbContext", "System.Type", "System.Reflection.Assembly", "System.IO.Stream",
    ];

    public WholeObject()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, static context =>
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.IsEmpty || LogCall.Of(call) is not { IsStructured: true, ValuesKnown: true, Template.Value.ConstantValue: { HasValue: true, Value: string text } } log || text.IndexOf("{@", StringComparison.Ordinal) < 0)
            return;
        var holes = MessageTemplate.Parse(text).Holes;
        for (var i = 0; i < holes.Count && i < log.Values.Length; i++)
        {
            var value = LocalValues.Bare(log.Values[i]);
            if (holes[i].Sign == "@" && Element(value.Type) is { } type && Graph(type) is { } why)
                context.ReportDiagnostic(Declared.At(log.Values[i].Syntax.GetLocation(), holes[i].Name, type.Name, why));
        }
    });

    /// <summary>The type itself, or what a collection of it holds.</summary>
    internal static INamedTypeSymbol? Element(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol array)
            return array.ElementType as INamedTypeSymbol;
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named)
            return null;
        foreach (var contract in named.AllInterfaces.Add(named))
        {
            if (contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
                return contract.TypeArguments[0] as INamedTypeSymbol;
        }

        return named;
    }

    /// <summary>In words, why taking it apart takes apart more; null when it is a plain value.</summary>
    private static string? Graph(INamedTypeSymbol type)
    {
        if (Array.Exists(s_frameworks, name => type.IsOrInherits(name)))
            return "which leads to everything that the framework knows";
        foreach (var property in Properties(type))
        {
            if (Element(property.Type) is not { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } other || IsSystem(other))
                continue;
            if (property.IsVirtual && !property.ContainingType.IsRecord)
                return $"whose '{property.Name}' is loaded from the database when it is read";
            if (Properties(other).Any(back => SymbolEqualityComparer.Default.Equals(Element(back.Type), type)))
                return $"whose '{property.Name}' leads back to it";
        }

        return null;
    }

    internal static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        foreach (var current in type.WithBases())
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null, IsOverride: false } property)
                    yield return property;
            }
        }
    }

    private static bool IsSystem(INamedTypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
                return true;
        }

        return false;
    }
}
