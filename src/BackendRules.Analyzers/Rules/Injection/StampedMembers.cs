using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>The names of members that a context or an interceptor sets while it saves: who created a row and when. What callers sent there is lost.</summary>
internal sealed class StampedMembers
{
    private static readonly Fact<StampedMembers> s_fact = new(static (compilation, cancellation) => new StampedMembers(compilation, cancellation));

    private readonly HashSet<string> _all = new(StringComparer.Ordinal);

    private StampedMembers(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (!type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext") && !type.Implements("Microsoft.EntityFrameworkCore.Diagnostics.ISaveChangesInterceptor"))
                continue;
            foreach (var member in type.GetMembers())
            {
                if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: not ("OnModelCreating" or "OnConfiguring") })
                    continue;
                foreach (var reference in member.DeclaringSyntaxReferences)
                {
                    foreach (var assignment in reference.GetSyntax(cancellation).DescendantNodes().OfType<AssignmentExpressionSyntax>())
                        Add(assignment.Left);
                }
            }
        }
    }

    public static StampedMembers Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    public bool Contains(string member) => _all.Contains(member);

    private void Add(ExpressionSyntax target)
    {
        if (target is not MemberAccessExpressionSyntax access)
            return;
        _all.Add(access.Name.Identifier.ValueText);
        // entry.Property("CreatedAt").CurrentValue and entry.Property(x => x.CreatedAt).CurrentValue
        if (access is { Name.Identifier.ValueText: "CurrentValue", Expression: InvocationExpressionSyntax { ArgumentList: { } named } })
        {
            foreach (var token in named.DescendantTokens())
                _all.Add(token.ValueText);
        }
    }
}
